using System.Runtime.CompilerServices;
using CiamGateway.Chaos.Judging;
using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Run;

namespace CiamGateway.Chaos.Servers;

/// <summary>
/// An API that carries out what arrives with the right access token, or does what a fault says. It judges every token that arrives.
/// </summary>
internal sealed class Api : IAsyncDisposable
{
    /// <summary>How long a token may be on its way from the gateway, beside what the machine is measured to hold processes up.</summary>
    private static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(50);

    private readonly IssuedTokens _tokens;
    private readonly ConditionalWeakTable<Request, Arrival> _arrivals = [];

    public Api(IssuedTokens tokens)
    {
        _tokens = tokens;
        Server = new HttpServer(AnswerAsync, (request, _) => Answered(request));
    }

    public HttpServer Server { get; }

    /// <summary>The scopes that a call's operation may arrive with.</summary>
    public ScopeRules Scopes { get; } = new();

    /// <summary>What a fault answers instead, and whether the call is carried out; null if it leaves this request alone.</summary>
    public Func<Request, (Reply Reply, bool IsCarriedOut)?>? Fault { get; set; }

    /// <summary>What a fault makes of the usual answer.</summary>
    public Func<Reply, Reply>? Changed { get; set; }

    /// <summary>Takes what is wrong with a token that arrived.</summary>
    public Action<Call, string> Broken { get; set; } = (_, _) => { };

    /// <summary>For how long the machine held up this process and a replica, by its name, since then.</summary>
    public Func<string, TimeSpan, TimeSpan> HeldUpSince { get; set; } = (_, _) => TimeSpan.Zero;

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    private Task<Reply> AnswerAsync(Request request)
    {
        var call = OpenCalls.Find(request.First(Call.Header));
        var (reply, isCarriedOut) =
            Rejection(request, call) is { } rejection ? (rejection, false)
            : Fault?.Invoke(request) is { } fault ? fault
            : (Changed?.Invoke(Usual) ?? Usual, true);
        if (call is not null)
        {
            var status = reply.Bytes.Length > 12 && reply.Bytes.AsSpan().StartsWith("HTTP"u8) ? int.Parse(reply.Bytes.AsSpan(9, 3)) : 0;
            var arrival = new Arrival(request.Arrived, status, isCarriedOut);
            call.Add(arrival);
            _arrivals.Add(request, arrival);
        }
        return Task.FromResult(reply);
    }

    private static Reply Usual { get; } = Reply.Json(200, """{"id":"7","friendlyName":"Mine","status":"active"}""");

    private void Answered(Request request)
    {
        if (_arrivals.TryGetValue(request, out var arrival))
        {
            arrival.Answered = RunClock.Now;
        }
    }

    /// <returns>The answer to a call whose token is not right; null if it is.</returns>
    private Reply? Rejection(Request request, Call? call)
    {
        var headers = request.All("Authorization").ToArray();
        if (call?.Operation.Scope is null)
        {
            Expect(call, headers.Length == 0, $"{headers.Length} Authorization headers on a route without a token");
            return null;
        }
        Expect(call, headers.Length == 1, $"{headers.Length} Authorization headers");
        var token =
            headers is [var header] && header.StartsWith("Bearer ", StringComparison.Ordinal)
                ? _tokens.Find(header["Bearer ".Length..])
                : null;
        Expect(call, token is not null, "a token that this authorization server did not issue");
        if (token is null)
        {
            return Reply.Of(401, "", "WWW-Authenticate: Bearer error=\"invalid_token\"");
        }
        if (token.Expires <= request.Arrived)
        {
            // A call that began before was on its way: the API may have let it wait.
            var late = call.Begin - token.Expires;
            var allowed = OnItsWay + HeldUpSince(call.Replica, token.Expires);
            Expect(
                call,
                late <= allowed,
                $"a token that ended {late.TotalMilliseconds:0} ms before (at most {allowed.TotalMilliseconds:0} ms are the machine's)"
            );
        }
        if (token.Expires <= request.Arrived || token.Revoked < request.Arrived)
        {
            return Reply.Of(401, "", "WWW-Authenticate: Bearer error=\"invalid_token\"");
        }
        if (!Scopes.Allows(call.Operation, token.Scope))
        {
            Expect(call, false, $"a token with scope '{token.Scope}' instead of '{Scopes.Of(call.Operation)}'");
            return Reply.Of(403, "", "WWW-Authenticate: Bearer error=\"insufficient_scope\"");
        }
        return null;
    }

    private void Expect(Call? call, bool holds, string otherwise)
    {
        if (!holds && call is not null)
        {
            Broken(call, otherwise);
        }
    }
}
