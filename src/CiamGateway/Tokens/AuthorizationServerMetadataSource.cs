namespace CiamGateway.Tokens;

/// <summary>Knows where a client's token endpoint is: from the configuration, or from the issuer's published metadata, which is kept for a while and outlives an issuer that is down.</summary>
internal sealed class AuthorizationServerMetadataSource : IDisposable
{
    private readonly TokenClient _client;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _gate = new(1);
    private AuthorizationServerMetadata? _metadata;
    private long _readAt;

    public AuthorizationServerMetadataSource(TokenClient client, HttpClient http, TimeProvider clock)
    {
        _client = client;
        _http = http;
        _clock = clock;
        _metadata = client.Settings.TokenEndpoint is { } configured ? new AuthorizationServerMetadata(configured, Issuer: null) : null;
    }

    /// <exception cref="HttpRequestException">The issuer cannot be reached, and never could.</exception>
    public async Task<(AuthorizationServerMetadata? Metadata, TokenAnswer? Problem)> GetAsync(CancellationToken cancellationToken)
    {
        if (_metadata is { } known && !IsOld)
        {
            return (known, null);
        }
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _metadata is { } read && !IsOld ? (read, null) : await ReadAsync(cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private bool IsOld => _client.Settings.Issuer is not null && _clock.GetElapsedTime(_readAt) >= _client.Options.MetadataLifetime;

    private async Task<(AuthorizationServerMetadata?, TokenAnswer?)> ReadAsync(CancellationToken cancellationToken)
    {
        TokenAnswer? problem = null;
        foreach (var location in WellKnownLocations(_client.Options.Issuer!))
        {
            try
            {
                using var response = await _http.GetAsync(location, cancellationToken);
                if (!response.IsSuccessStatusCode)
                {
                    problem ??= (int)response.StatusCode >= 500
                        ? TokenAnswer.Unavailable($"The issuer's metadata is not available: status {(int)response.StatusCode}.")
                        : TokenAnswer.Refused("The issuer publishes no metadata. Check Issuer, or configure TokenEndpoint instead.");
                    continue;
                }
                var (metadata, fault) = AuthorizationServerMetadataReader.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), _client.Options);
                if (metadata is not null)
                {
                    (_metadata, _readAt) = (metadata, _clock.GetTimestamp());
                    return (metadata, null);
                }
                problem = TokenAnswer.Refused(fault!);
            }
            catch (HttpRequestException) when (_metadata is not null)
            {
                break;
            }
        }
        return _metadata is { } old ? (old, null) : (null, problem);
    }

    /// <summary>RFC 8414 §3.1 puts the well-known part before the issuer's path, OpenID Connect Discovery §4 after it.</summary>
    private static IEnumerable<Uri> WellKnownLocations(string issuer)
    {
        var uri = new Uri(issuer);
        var path = uri.AbsolutePath.TrimEnd('/');
        yield return new Uri(uri, $"/.well-known/oauth-authorization-server{path}");
        yield return new Uri(uri, $"{path}/.well-known/openid-configuration");
    }
}
