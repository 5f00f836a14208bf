using System.Collections.Concurrent;
using CiamGateway.Telemetry;

namespace CiamGateway.Tokens;

/// <summary>Keeps one <see cref="TokenEndpoint"/>, and so one pool of connections and one circuit breaker, for each token client.</summary>
internal sealed class TokenEndpoints(Func<TokenClient, HttpMessageHandler> connect, GatewayMetrics metrics, TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    private readonly ConcurrentDictionary<TokenClient, Lazy<TokenEndpoint>> _endpoints = new();

    public TokenEndpoint Of(TokenClient client) =>
        _endpoints.GetOrAdd(client, static (client, self) => new(() => self.Create(client)), this).Value;

    public void Dispose()
    {
        foreach (var client in _endpoints.Keys)
        {
            Close(client);
        }
    }

    private TokenEndpoint Create(TokenClient client)
    {
        client.Retired += () => Close(client);
        return new TokenEndpoint(client, connect(client), metrics, clock, loggers);
    }

    private void Close(TokenClient client)
    {
        if (_endpoints.TryRemove(client, out var endpoint) && endpoint.IsValueCreated)
        {
            endpoint.Value.Dispose();
        }
    }
}
