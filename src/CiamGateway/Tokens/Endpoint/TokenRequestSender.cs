using System.Net.Http.Headers;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>One token request and its answer: finds the endpoint, builds the request, sends it, judges what comes back.</summary>
internal sealed partial class TokenRequestSender : IDisposable
{
    private const int MaximumAnswerLength = 64 * 1024;
    private static readonly TimeSpan ShortestRetryAfter = TimeSpan.FromSeconds(1);

    private readonly TokenClient _client;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly AuthorizationServerMetadataSource _metadata;
    private readonly ILogger _logger;
    private volatile string? _toldFault;

    public TokenRequestSender(TokenClient client, HttpMessageHandler handler, TimeProvider clock, ILoggerFactory loggers)
    {
        _client = client;
        _clock = clock;
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaximumAnswerLength };
        // Firewalls block requests without one.
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("ciam-gateway", GatewayMetrics.Version.Split('+')[0]));
        _logger = loggers.CreateLogger<TokenRequestSender>();
        _metadata = new AuthorizationServerMetadataSource(client, _http, clock, loggers.CreateLogger<AuthorizationServerMetadataSource>());
    }

    public async Task<TokenAnswer> RequestAsync(TokenRequest request, CancellationToken cancellationToken)
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

    private async Task<TokenAnswer> SendAsync(
        AuthorizationServerMetadata metadata,
        TokenRequest request,
        CancellationToken cancellationToken
    )
    {
        var presented = await _client.Files.ReadAsync(cancellationToken);
        Tell(presented);
        if (presented.Fault is { } fault)
        {
            return TokenAnswer.Unavailable($"{fault} Fix: check the program that renews the file.");
        }
        var answer = await SendAsync(metadata, request, presented, cancellationToken);
        // The file was renewed meanwhile, or holds a token that the server cannot check yet.
        if (answer.Result.Failure is { Kind: TokenFailureKind.Refused } && _client.Files.OtherThan(presented) is { } other)
        {
            var second = await SendAsync(metadata, request, other, cancellationToken);
            return second.Result.Succeeded ? second : answer;
        }
        return answer;
    }

    private async Task<TokenAnswer> SendAsync(
        AuthorizationServerMetadata metadata,
        TokenRequest request,
        PresentedTokens presented,
        CancellationToken cancellationToken
    )
    {
        var answer = await SendOnceAsync(metadata, request, presented, cancellationToken);
        if (answer.WantsNonce)
        {
            answer = await SendOnceAsync(metadata, request, presented, cancellationToken);
        }
        if (answer.Result.Succeeded)
        {
            _client.Files.Accepted(presented);
        }
        return answer;
    }

    /// <summary>Warns once of a file whose last token is used because the file holds none.</summary>
    private void Tell(PresentedTokens presented)
    {
        var faulty = presented.All.FirstOrDefault(reading => reading is { Token: not null, Fault: not null });
        if (faulty?.Fault is { } fault && fault != _toldFault)
        {
            var keyPath = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{_client.Name}:{faulty.Key}";
            LogLastTokenUsed(_logger, _client.Name, faulty.Token!.Path, fault, faulty.Token.Claims?.NotAfter, keyPath);
        }
        _toldFault = faulty?.Fault;
    }

    private async Task<TokenAnswer> SendOnceAsync(
        AuthorizationServerMetadata metadata,
        TokenRequest request,
        PresentedTokens presented,
        CancellationToken cancellationToken
    )
    {
        var sent = ClockReading.Now(_clock);
        using var message = TokenRequestMessage.Create(_client, metadata, request, presented);
        using var response = await _http.SendAsync(message, cancellationToken);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var bringsNonce = _client.DPoPKey?.KeepNonce(metadata.TokenEndpoint, response) is true;
        return TokenAnswerReader.Read(
            new ReceivedAnswer(
                _client,
                request,
                _clock,
                sent,
                response.StatusCode,
                response.Content.Headers.ContentType?.MediaType,
                response.Headers.NonValidated.TryGetValues("Server", out var server) ? server.ToString() : null,
                body,
                RetryAfter(response.Headers.RetryAfter),
                bringsNonce
            )
            {
                Presented = presented,
            }
        );
    }

    private string Trouble(NetworkFault fault)
    {
        var isOfProxy = fault.IsOfConnecting && !_client.Settings.Proxy.IsBypassed(_client.Server);
        var section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{_client.Name}";
        // Without the path: what is wrong for all clients of a server is one problem, and the log adds the path.
        var address = isOfProxy ? "Proxy:Address, or HTTPS_PROXY" : _client.ServerKey;
        return $"{(isOfProxy ? "The proxy on the way to the authorization server" : "The authorization server")} {fault.Message}. Fix: "
            + fault.Below(section, address).Fix;
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var longest = _client.Options.Backoff.LongestRetryAfter;
        return (header?.Delta ?? (header?.Date - _clock.GetUtcNow())) is { } delay
            ? TimeSpan.FromTicks(Math.Clamp(delay.Ticks, ShortestRetryAfter.Ticks, longest.Ticks))
            : null;
    }

    [LoggerMessage(
        2006,
        LogLevel.Warning,
        "Token client '{Client}': file '{File}' {Fault}, so the gateway uses the last token that it held, which ends at {End:u}. "
            + "Fix: check the program that renews the file that {Key} names"
    )]
    private static partial void LogLastTokenUsed(ILogger logger, string client, string file, string fault, DateTimeOffset? end, string key);
}
