using CiamGateway.Secrecy;
using CiamGateway.Telemetry;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>
/// Knows where a client's token endpoint is: from the configuration, or from the issuer's published metadata, which is kept for a while and
/// outlives an issuer that is down.
/// </summary>
internal sealed partial class AuthorizationServerMetadataSource : IDisposable
{
    /// <summary>How long metadata that could not be renewed is used before the issuer is asked again.</summary>
    private static readonly TimeSpan RenewalPause = TimeSpan.FromMinutes(1);

    private readonly TokenClient _client;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _gate = new(1);
    private volatile Known? _known;

    public AuthorizationServerMetadataSource(TokenClient client, HttpClient http, TimeProvider clock, ILogger logger)
    {
        _client = client;
        _http = http;
        _clock = clock;
        _logger = logger;
        if (client.Settings.TokenEndpoint is { } configured)
        {
            Keep(new AuthorizationServerMetadata(configured, Issuer: null), TimeSpan.MaxValue);
        }
    }

    /// <exception cref="HttpRequestException">The issuer cannot be reached, and never could.</exception>
    public async Task<(AuthorizationServerMetadata? Metadata, TokenAnswer? Problem)> GetAsync(CancellationToken cancellationToken)
    {
        if (Fresh is { } known)
        {
            return (known, null);
        }
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return (Fresh, _known) switch
            {
                ({ } read, _) => (read, null),
                (_, { } old) => (await RenewAsync(old.Metadata, cancellationToken), null),
                _ => await ReadAsync(cancellationToken),
            };
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private AuthorizationServerMetadata? Fresh =>
        _known is { } known && _clock.GetElapsedTime(known.Since) < known.For ? known.Metadata : null;

    private void Keep(AuthorizationServerMetadata metadata, TimeSpan lifetime) =>
        _known = new Known(metadata, _clock.GetTimestamp(), lifetime);

    /// <summary>
    /// Asks again, in a part of the time that the token request has: an issuer that is down, slow or broken takes no token away.
    /// </summary>
    private async Task<AuthorizationServerMetadata> RenewAsync(AuthorizationServerMetadata old, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_client.Options.AttemptTimeout / 3, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        string trouble;
        try
        {
            var (metadata, problem) = await ReadAsync(either.Token);
            if (metadata is not null)
            {
                return metadata;
            }
            trouble = TokenClientKeys.WithPaths(problem!.Result.Failure!.Detail, _client.Name, TokenClientKeys.AnyTransforms);
        }
        catch (HttpRequestException exception)
        {
            trouble = $"The issuer {NetworkFault.Of(exception).Message}.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            trouble = "The issuer did not answer in time.";
        }
        Keep(old, RenewalPause);
        LogKept(_logger, _client.Name, trouble, ForeignText.Of(ShownAddress.Of(old.TokenEndpoint)));
        return old;
    }

    private async Task<(AuthorizationServerMetadata?, TokenAnswer?)> ReadAsync(CancellationToken cancellationToken)
    {
        TokenAnswer? problem = null;
        foreach (var location in WellKnownLocations(_client.Settings.Issuer!))
        {
            var (metadata, trouble) = await ReadAsync(location, cancellationToken);
            if (metadata is not null)
            {
                Keep(metadata, _client.Options.MetadataLifetime);
                return (metadata, null);
            }
            problem = trouble is { IsTransient: true } ? trouble : problem ?? trouble;
        }
        return (
            null,
            problem ?? TokenAnswer.Refused("The issuer publishes no metadata. Fix: check Issuer, or configure TokenEndpoint instead.")
        );
    }

    /// <returns>Neither where there is nothing at that location.</returns>
    private async Task<(AuthorizationServerMetadata?, TokenAnswer?)> ReadAsync(Uri location, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, location);
        request.Headers.Accept.Add(new("application/json"));
        using var response = await _http.SendAsync(request, cancellationToken);
        var status = (int)response.StatusCode;
        if (status is 408 or 429 or >= 500)
        {
            return (null, TokenAnswer.Unavailable($"The issuer's metadata is not available: status {status}."));
        }
        if (!response.IsSuccessStatusCode)
        {
            return (null, null);
        }
        var (metadata, fault) = AuthorizationServerMetadataReader.Read(
            await response.Content.ReadAsByteArrayAsync(cancellationToken),
            _client.Settings
        );
        return (metadata, fault is null ? null : TokenAnswer.Refused(fault));
    }

    /// <summary>RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4 after it.</summary>
    private static IEnumerable<Uri> WellKnownLocations(Uri issuer)
    {
        var path = issuer.AbsolutePath.TrimEnd('/');
        yield return new UriBuilder(issuer) { Path = $"/.well-known/oauth-authorization-server{path}" }.Uri;
        yield return new UriBuilder(issuer) { Path = $"{path}/.well-known/openid-configuration" }.Uri;
    }

    [LoggerMessage(
        2004,
        LogLevel.Warning,
        "Token client '{Client}' could not read its issuer's metadata again, and keeps the token endpoint {TokenEndpoint}. {Trouble}"
    )]
    private static partial void LogKept(ILogger logger, string client, string trouble, ForeignText tokenEndpoint);

    /// <summary>Metadata, when it was read, and how long it is used before the issuer is asked again.</summary>
    private sealed record Known(AuthorizationServerMetadata Metadata, long Since, TimeSpan For);
}
