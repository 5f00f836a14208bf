using System.Net.Http.Headers;
using CiamGateway.Telemetry;
using Polly;
using Polly.Timeout;

namespace CiamGateway.Tokens;

/// <summary>Asks the authorization server for tokens in the name of one token client. Never throws for what a server or a network can do; the result says it.</summary>
internal sealed partial class TokenEndpoint(TokenClient client, HttpMessageHandler handler, GatewayMetrics metrics, TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    private const int MaximumAnswerLength = 64 * 1024;
    private static readonly TimeSpan ShortestRetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaximumAnswerLength };
    private readonly ResiliencePipeline<TokenAnswer> _pipeline = TokenPipeline.Create(client, clock, loggers);
    private readonly ILogger _logger = loggers.CreateLogger<TokenEndpoint>();

    public async Task<TokenResult> RequestAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _pipeline.ExecuteAsync(
                async token => await AttemptAsync(request, token),
                cancellationToken);
            Log(request, answer);
            return answer.Result;
        }
        catch (TimeoutRejectedException)
        {
            var answer = TokenAnswer.Unavailable($"The authorization server did not answer in time ({client.Options.AttemptTimeout.TotalSeconds} s an attempt).");
            Log(request, answer);
            return answer.Result;
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<TokenAnswer> AttemptAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        var sent = Moment.Now(clock);
        var outcome = "timeout";
        try
        {
            var answer = await SendAsync(request, sent, cancellationToken);
            outcome = answer.Outcome;
            return answer;
        }
        finally
        {
            metrics.TokenRequested(client.Name, request.Scope.Value, outcome, clock.GetElapsedTime(sent.Timestamp));
        }
    }

    private async Task<TokenAnswer> SendAsync(TokenRequest request, Moment sent, CancellationToken cancellationToken)
    {
        try
        {
            using var message = TokenRequestMessage.Create(client, request);
            using var response = await _http.SendAsync(message, cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            return TokenAnswerReader.Read(new TokenExchange(client, request, clock, sent, response.StatusCode, body, RetryAfter(response.Headers.RetryAfter)));
        }
        catch (HttpRequestException exception)
        {
            return TokenAnswer.Unavailable($"The authorization server {NetworkFault.Of(exception).Words}.");
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return TokenAnswer.Unavailable($"The authorization server {NetworkFault.Of(exception).Words}.");
        }
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var stated = header?.Delta ?? (header?.Date - clock.GetUtcNow());
        return stated is { } delay
            ? TimeSpan.FromTicks(Math.Clamp(delay.Ticks, ShortestRetryAfter.Ticks, LongestRetryAfter.Ticks))
            : null;
    }

    private void Log(TokenRequest request, TokenAnswer answer)
    {
        if (answer.Result.Failure is { } failure)
        {
            LogFailure(_logger, client.Name, request.Scope, client.TokenEndpoint, failure.Detail, answer.Description ?? "none");
            return;
        }
        LogObtained(_logger, client.Name, request.Scope, answer.Result.Token!.Lifetime.Duration);
        if (answer.MissingScope.Count > 0)
        {
            LogNarrowed(_logger, client.Name, request.Scope, string.Join(' ', answer.MissingScope));
        }
    }

    [LoggerMessage(2001, LogLevel.Information, "Token client '{Client}' got an access token for scope '{Scope}', valid for {Lifetime}")]
    private static partial void LogObtained(ILogger logger, string client, Scope scope, TimeSpan lifetime);

    [LoggerMessage(2002, LogLevel.Warning, "Token client '{Client}' got no access token for scope '{Scope}' from {TokenEndpoint}. {Detail} The server's own words: {Description}")]
    private static partial void LogFailure(ILogger logger, string client, Scope scope, Uri tokenEndpoint, string detail, string description);

    [LoggerMessage(2003, LogLevel.Warning, "Token client '{Client}' asked for scope '{Scope}' and was not granted '{Missing}'. Calls that need it will fail at the API; have it granted to the client")]
    private static partial void LogNarrowed(ILogger logger, string client, Scope scope, string missing);
}
