using System.Net.Http.Headers;
using CiamGateway.Telemetry;

namespace CiamGateway.Tokens;

/// <summary>One token request and its answer: finds the endpoint, builds the request anew, sends it, judges what comes back.</summary>
internal sealed class TokenExchanger : IDisposable
{
    private const int MaximumAnswerLength = 64 * 1024;
    private static readonly TimeSpan ShortestRetryAfter = TimeSpan.FromSeconds(1);

    private readonly TokenClient _client;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly AuthorizationServerMetadataSource _metadata;

    public TokenExchanger(TokenClient client, HttpMessageHandler handler, TimeProvider clock, ILoggerFactory loggers)
    {
        _client = client;
        _clock = clock;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaximumAnswerLength };
        // Firewalls block requests without one.
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("ciam-gateway", GatewayMetrics.Version.Split('+')[0]));
        _metadata = new AuthorizationServerMetadataSource(client, _http, clock, loggers.CreateLogger<AuthorizationServerMetadataSource>());
    }

    public async Task<TokenAnswer> ExchangeAsync(TokenRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var (metadata, problem) = await _metadata.GetAsync(cancellationToken);
            return problem ?? await SendAsync(metadata!, request, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            return TokenAnswer.Unavailable(Trouble(NetworkFault.Of(exception)));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return TokenAnswer.Unavailable(Trouble(NetworkFault.Of(exception)));
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _metadata.Dispose();
    }

    private async Task<TokenAnswer> SendAsync(AuthorizationServerMetadata metadata, TokenRequest request, CancellationToken cancellationToken)
    {
        var answer = await SendOnceAsync(metadata, request, cancellationToken);
        return answer.WantsNonce ? await SendOnceAsync(metadata, request, cancellationToken) : answer;
    }

    private async Task<TokenAnswer> SendOnceAsync(AuthorizationServerMetadata metadata, TokenRequest request, CancellationToken cancellationToken)
    {
        var sent = Moment.Now(_clock);
        using var message = TokenRequestMessage.Create(_client, metadata, request);
        using var response = await _http.SendAsync(message, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var bringsNonce = _client.ProofKey?.KeepNonce(metadata.TokenEndpoint, response) is true;
        return TokenAnswerReader.Read(new TokenExchange(
            _client,
            request,
            _clock,
            sent,
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            response.Headers.NonValidated.TryGetValues("Server", out var server) ? server.ToString() : null,
            body,
            RetryAfter(response.Headers.RetryAfter),
            bringsNonce));
    }

    private string Trouble(NetworkFault fault)
    {
        var isOfProxy = fault.IsOfConnecting && !_client.Settings.Proxy.IsBypassed(_client.Server);
        return $"{(isOfProxy ? "The proxy on the way to the authorization server" : "The authorization server")} {fault.Words}. {fault.Cure}";
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var longest = _client.Options.Backoff.LongestRetryAfter;
        return (header?.Delta ?? (header?.Date - _clock.GetUtcNow())) is { } delay
            ? TimeSpan.FromTicks(Math.Clamp(delay.Ticks, ShortestRetryAfter.Ticks, longest.Ticks))
            : null;
    }
}
