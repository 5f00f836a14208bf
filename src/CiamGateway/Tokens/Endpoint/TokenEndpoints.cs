using System.Collections.Concurrent;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>Keeps one <see cref="TokenEndpoint"/>, and so one pool of connections and one circuit breaker, for each token client.</summary>
internal sealed class TokenEndpoints : IDisposable
{
    private readonly ConcurrentDictionary<TokenClient, Lazy<TokenEndpoint>> _endpoints = new();
    private readonly ConcurrentDictionary<Uri, ProbeQueue> _probes = new();
    private readonly Func<TokenClient, HttpMessageHandler> _connect;
    private readonly GatewayMetrics _metrics;
    private readonly TimeProvider _clock;
    private readonly ILoggerFactory _loggers;

    public TokenEndpoints(Func<TokenClient, HttpMessageHandler> connect, GatewayMetrics metrics, TimeProvider clock, ILoggerFactory loggers)
    {
        _connect = connect;
        _metrics = metrics;
        _clock = clock;
        _loggers = loggers;
        metrics.BeforeScrape(() => metrics.Tokens.CircuitsAre(InUse.Select(endpoint => (endpoint.Client.Name, endpoint.IsLeftAlone))));
    }

    /// <summary>The endpoints of the current clients from which a route has requested a token.</summary>
    public IEnumerable<TokenEndpoint> InUse =>
        _endpoints.Where(endpoint => !endpoint.Key.IsReplaced).Select(endpoint => endpoint.Value.Value);

    public TokenEndpoint Of(TokenClient client) =>
        _endpoints.GetOrAdd(client, static (client, self) => new(() => self.Create(client)), this).Value;

    public void Dispose()
    {
        foreach (var client in _endpoints.Keys)
        {
            Close(client);
        }
        foreach (var probes in _probes.Values)
        {
            probes.Dispose();
        }
    }

    private TokenEndpoint Create(TokenClient client)
    {
        client.Retired += () => Close(client);
        var probes = _probes.GetOrAdd(client.Server, static (_, clock) => new ProbeQueue(clock), _clock);
        return new TokenEndpoint(client, _connect(client), probes, _metrics, _clock, _loggers);
    }

    private void Close(TokenClient client)
    {
        if (_endpoints.TryRemove(client, out var endpoint) && endpoint.IsValueCreated)
        {
            endpoint.Value.Dispose();
        }
    }
}
