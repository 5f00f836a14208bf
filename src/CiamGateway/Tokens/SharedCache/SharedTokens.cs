using CiamGateway.Connections;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>Lets replicas share their tokens where the configuration names a Redis for it; otherwise each asks for its own.</summary>
internal sealed partial class SharedTokens : IDisposable
{
    private readonly SharedCacheState _state;
    private readonly HostConnectors _connectors;
    private readonly ConnectionEvents _events;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private volatile RedisStore? _store;

    public SharedTokens(
        TokenCacheSettings? settings,
        SharedCacheState state,
        HostConnectors connectors,
        ConnectionEvents events,
        GatewayMetrics metrics,
        TimeProvider clock,
        ILoggerFactory loggers
    )
    {
        _state = state;
        _connectors = connectors;
        _events = events;
        _metrics = metrics;
        _clock = clock;
        _logger = loggers.CreateLogger<SharedTokens>();
        metrics.BeforeScrape(() => metrics.SharedCacheIs(state.Current?.Works));
        Replace(settings);
    }

    /// <summary>The way to a token that begins with a look at what other replicas have.</summary>
    public TokenFetch Around(TokenClient client, TokenRequest request, TokenEndpoint endpoint)
    {
        var key = new Lazy<EntryEncryption?>(() => KeyOf(client));
        var subjects = "";
        SharedTokenFetch? shared = null;
        return (_, context, cancellationToken) =>
        {
            if (_store is not { } store || key.Value is not { } sealing || client.Files.Subjects is not { } subjectsNow)
            {
                return endpoint.RequestAsync(request, context, cancellationToken);
            }
            if (shared?.Store != store || subjectsNow != subjects)
            {
                subjects = subjectsNow;
                var entry = new SharedEntry(client, sealing, $"{TokenKey.IdentityOf(client, request)}|{subjects}", _clock);
                shared = new SharedTokenFetch(entry, subjects, store, endpoint, _metrics, _clock);
            }
            return shared.FetchAsync(request, context, cancellationToken);
        };
    }

    /// <summary>Uses another Redis, or none, from the next token request on.</summary>
    public void Replace(TokenCacheSettings? settings)
    {
        if (settings?.Fingerprint == _store?.Settings.Fingerprint)
        {
            return;
        }
        _store?.Dispose();
        _state.Current = null;
        _store = settings is null ? null : new RedisStore(settings, _state, _connectors, _events, _metrics, _clock, _logger);
    }

    public void Dispose() => _store?.Dispose();

    private EntryEncryption? KeyOf(TokenClient client)
    {
        if (EntryEncryption.Of(client) is { } key)
        {
            return key;
        }
        LogNotShared(_logger, client.Name, ReasonNotToShare(client));
        return null;
    }

    private static string ReasonNotToShare(TokenClient client) =>
        client switch
        {
            { DPoPKey: not null } => "they are bound to a key of this replica (DPoP)",
            { Settings.Credential: { SigningKey: null, Certificate: null } } => "replicas have no secret in common that could encrypt them",
            _ => "its private key cannot be exported, so that there is nothing to seal them with",
        };

    [LoggerMessage(2013, LogLevel.Information, "The tokens of token client '{Client}' are not shared with other replicas: {Reason}")]
    private static partial void LogNotShared(ILogger logger, string client, string reason);
}
