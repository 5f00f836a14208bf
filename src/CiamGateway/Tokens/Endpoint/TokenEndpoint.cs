using System.Collections.Concurrent;
using System.Diagnostics;
using CiamGateway.Secrecy;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Clients;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>
/// Asks the authorization server for tokens in the name of one token client. Never throws for what a server or a network can do; the result
/// says it.
/// </summary>
internal sealed partial class TokenEndpoint : IDisposable
{
    private readonly TokenClient _client;
    private readonly TokenRequestSender _sender;
    private readonly TokenPipeline _pipeline;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<TokenRequest, string> _missingScope = new();
    private readonly ConcurrentDictionary<TokenRequest, string> _logged = new();
    private volatile string _lastTrouble = "";
    private int _hasSaidNoType;

    /// <summary>The token requests under way, and one until this is disposed of.</summary>
    private int _uses = 1;

    /// <param name="probes">Those of all token clients at this endpoint.</param>
    public TokenEndpoint(
        TokenClient client,
        HttpMessageHandler handler,
        ProbeQueue probes,
        GatewayMetrics metrics,
        TimeProvider clock,
        ILoggerFactory loggers
    )
    {
        _client = client;
        Probes = probes;
        _sender = new TokenRequestSender(client, handler, clock, loggers);
        _pipeline = new TokenPipeline(client, probes.TurnAsync, clock, loggers);
        _metrics = metrics;
        _clock = clock;
        _logger = loggers.CreateLogger<TokenEndpoint>();
        probes.Recovered += Close;
    }

    /// <inheritdoc cref="TokenFetch"/>
    public async Task<TokenResult> RequestAsync(TokenRequest request, FetchContext context, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _uses);
        try
        {
            var answer = await AnswerAsync(request, context, cancellationToken);
            Log(request, answer, context);
            return answer.Result;
        }
        finally
        {
            Release();
        }
    }

    public TokenClient Client => _client;

    /// <summary>The slots that wait for this token endpoint to recover.</summary>
    public ProbeQueue Probes { get; }

    /// <inheritdoc cref="TokenPipeline.Circuit"/>
    public string Circuit => _pipeline.Circuit;

    /// <summary>The same, with facts about the exchange.</summary>
    public async Task<TokenAnswer> AnswerAsync(TokenRequest request, FetchContext context, CancellationToken cancellationToken)
    {
        string? trouble = null;
        try
        {
            return await _pipeline.ExecuteAsync(
                async token =>
                {
                    var answer = await AttemptAsync(request, token);
                    trouble = answer.Result.Failure?.Detail;
                    return answer;
                },
                context,
                cancellationToken
            );
        }
        catch (TimeoutRejectedException)
        {
            // An attempt that failed before the time was over says more than the one that it ended.
            return TokenAnswer.Unavailable(_lastTrouble = trouble ?? Slow);
        }
        catch (BrokenCircuitException)
        {
            return TokenAnswer.Unavailable(TokenFailure.WithCause(_lastTrouble, "It failed too often, and is left alone for a while."));
        }
    }

    /// <summary>Whether the circuit breaker keeps requests from the token endpoint.</summary>
    public bool IsLeftAlone => _pipeline.IsOpen;

    private string Slow => $"The authorization server did not answer in time ({_client.Options.AttemptTimeout.TotalSeconds} s an attempt).";

    /// <summary>Closes the connections as soon as no token request is under way.</summary>
    public void Dispose()
    {
        Probes.Recovered -= Close;
        Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
        {
            _sender.Dispose();
        }
    }

    private void Close() => _ = _pipeline.CloseAsync();

    private async ValueTask<TokenAnswer> AttemptAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        var started = _clock.GetTimestamp();
        var (outcome, isGranted) = ("timeout", false);
        try
        {
            var answer = await _sender.RequestAsync(request, cancellationToken);
            (outcome, isGranted) = (answer.Outcome, answer.Result.Succeeded);
            _lastTrouble = answer.Result.Failure?.Detail ?? "";
            return answer;
        }
        catch (OperationCanceledException)
        {
            _lastTrouble = Slow;
            throw;
        }
        finally
        {
            if (!isGranted)
            {
                Probes.AttemptFailed(started);
            }
            Activity.Current?.AddEvent(new ActivityEvent("attempt", tags: new() { ["outcome"] = outcome }));
            _metrics.Tokens.Requested(_client.Name, request.Scope.ToString(), outcome, _clock.GetElapsedTime(started));
        }
    }

    private void Log(TokenRequest request, TokenAnswer answer, FetchContext context)
    {
        if (answer.Result.Failure is { } failure)
        {
            var isRepeated = context.IsInPause && _logged.TryGetValue(request, out var before) && before == failure.Detail;
            _logged[request] = failure.Detail;
            if (isRepeated)
            {
                return;
            }
            var consequence = context.IsAhead
                ? "The token that is there still serves. The gateway asks again after a pause."
                : "The gateway asks again after a pause: restore what is wrong.";
            var description = answer.Description ?? ForeignText.Of("none");
            var detail = TokenClientKeys.WithPaths(failure.Detail, _client.Name, TokenClientKeys.AnyTransforms);
            LogFailure(_logger, _client.Name, request.Scope, ShownAddress.Of(_client.Server), detail, consequence, description);
            return;
        }
        LogObtained(_logger, _client.Name, request.Scope, answer.Result.Token!.Lifetime.WholeSeconds);
        if (answer.Result.Token.HasNoType && Interlocked.Exchange(ref _hasSaidNoType, 1) == 0)
        {
            LogNoType(_logger, _client.Name, ShownAddress.Of(_client.Server));
        }
        var missing = string.Join(' ', answer.Result.Token.MissingScope);
        if (missing.Length > 0 && IsNews(request, missing))
        {
            LogNarrowed(_logger, _client.Name, request.Scope, missing);
        }
    }

    /// <summary>Missing scope is logged once, not at every renewal.</summary>
    private bool IsNews(TokenRequest request, string missing)
    {
        var isNews = !_missingScope.TryGetValue(request, out var before) || before != missing;
        _missingScope[request] = missing;
        return isNews;
    }

    [LoggerMessage(2001, LogLevel.Information, "Token client '{Client}' got an access token for scope '{Scope}', valid for {Lifetime}")]
    private static partial void LogObtained(ILogger logger, string client, Scope scope, TimeSpan lifetime);

    [LoggerMessage(
        2002,
        LogLevel.Warning,
        "Token client '{Client}' got no access token for scope '{Scope}' from {Server}. "
            + "{Detail} {Consequence} The server's own words: {Description}"
    )]
    private static partial void LogFailure(
        ILogger logger,
        string client,
        Scope scope,
        string server,
        string detail,
        string consequence,
        ForeignText description
    );

    [LoggerMessage(
        2003,
        LogLevel.Warning,
        "Token client '{Client}' asked for scope '{Scope}' and was not granted '{Missing}'. "
            + "The API will refuse calls that need it. "
            + "Fix: have it granted to the client, or change Scope in ReverseProxy:Routes:NAME:Transforms"
    )]
    private static partial void LogNarrowed(ILogger logger, string client, Scope scope, string missing);

    [LoggerMessage(
        2005,
        LogLevel.Warning,
        "Token client '{Client}': the token endpoint {Server} sends no token_type, so the gateway takes its tokens for Bearer tokens. "
            + "Fix: have the server send token_type (RFC 6749 §5.1)"
    )]
    private static partial void LogNoType(ILogger logger, string client, string server);
}
