using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace CiamGateway.Chaos.Servers;

/// <summary>A token endpoint that grants tokens, or does what a fault says.</summary>
internal sealed class AuthorizationServer : IAsyncDisposable
{
    public const string ReplicaHeader = "X-Replica";

    private readonly IssuedTokens _tokens;
    private readonly Random _random;
    private readonly ConditionalWeakTable<Request, TokenRequest> _requests = [];

    public AuthorizationServer(IssuedTokens tokens, Random random)
    {
        (_tokens, _random) = (tokens, random);
        Server = new HttpServer(AnswerAsync, Answered);
    }

    public static TimeSpan UsualLifetime { get; } = TimeSpan.FromSeconds(20);

    public HttpServer Server { get; }

    public ConcurrentQueue<TokenRequest> Requests { get; } = [];

    /// <summary>The secrets that the server accepts.</summary>
    public ConcurrentDictionary<string, bool> Secrets { get; } = [];

    /// <summary>The lifetime that answers state.</summary>
    public TimeSpan Lifetime { get; set; } = UsualLifetime;

    /// <summary>The lifetime that the server observes, if it is another one than answers state.</summary>
    public TimeSpan? RealLifetime { get; set; }

    /// <summary>What a fault answers instead; null if it leaves this request alone.</summary>
    public Func<Request, Reply?>? Fault { get; set; }

    /// <summary>What a fault makes of an answer that grants a token.</summary>
    public Func<Reply, Reply>? Changed { get; set; }

    /// <summary>The body of an answer that grants this token, if a fault writes another one than usual.</summary>
    public Func<IssuedToken, string>? Body { get; set; }

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Task<Reply> AnswerAsync(Request request)
    {
        var form = request
            .Body.Split('&')
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => WebUtility.UrlDecode(pair[^1]));
        var scope = form.GetValueOrDefault("scope", "");
        var replica = request.First(ReplicaHeader) ?? "";
        var (reply, token) =
            Fault?.Invoke(request) is { } fault ? (fault, null)
            : Secrets.ContainsKey(Secret(request, form)) ? Granted(scope, replica)
            : (Reply.Json(401, """{"error":"invalid_client"}"""), null);
        var received = new TokenRequest(request.Arrived, scope, replica, token);
        Requests.Enqueue(received);
        _requests.Add(request, received);
        return Task.FromResult(reply);
    }

    private (Reply Reply, IssuedToken? Token) Granted(string scope, string replica)
    {
        var token = _tokens.Issue(scope, replica, Lifetime, RealLifetime ?? Lifetime);
        var body = (Body ?? Usual)(token);
        int milliseconds;
        lock (_random)
        {
            milliseconds = _random.Next(5, 60);
        }
        var reply = Reply.Json(200, body, "Cache-Control: no-store") with { Delay = TimeSpan.FromMilliseconds(milliseconds) };
        return (Changed?.Invoke(reply) ?? reply, token);
    }

    private static string Usual(IssuedToken token) =>
        $$"""
            {"access_token":"{{token.Value}}","token_type":"Bearer","expires_in":{{token.Told.TotalSeconds:0}},"scope":"{{token.Scope}}"}
            """;

    private void Answered(Request request, Reply reply)
    {
        if (_requests.TryGetValue(request, out var received) && reply.Ending is AfterReply.Keep)
        {
            received.Answered = Run.RunClock.Now;
            received.Token?.Delivered = Run.RunClock.Now;
        }
    }

    private static string Secret(Request request, Dictionary<string, string> form)
    {
        if (request.First("Authorization") is not { } header || !header.StartsWith("Basic ", StringComparison.Ordinal))
        {
            return form.GetValueOrDefault("client_secret", "");
        }
        var credentials = Encoding.UTF8.GetString(Convert.FromBase64String(header["Basic ".Length..]));
        return WebUtility.UrlDecode(credentials[(credentials.IndexOf(':', StringComparison.Ordinal) + 1)..]);
    }
}
