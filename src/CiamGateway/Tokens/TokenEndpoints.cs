using System.Collections.Concurrent;
using CiamGateway.Telemetry;

namespace CiamGateway.Tokens;

/// <summary>Keeps one <see cref="TokenEndpoint"/>, and so one pool of connections, for each token client.</summary>
internal sealed class TokenEndpoints(Func<TokenClient, HttpMessageHandler> connect, GatewayMetrics metrics, TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    private readonly ConcurrentDictionary<TokenClient, Lazy<TokenEndpoint>> _endpoints = new();

    public TokenEndpoint Of(TokenClient client) =>
        _endpoints.GetOrAdd(client, static (client, self) => new(() => self.Create(client)), this).Value;

    public void Dispose()
    {
        foreach (var endpoint in _endpoints.Values.Where(endpoint => endpoint.IsValueCreated))
        {
            endpoint.Value.Dispose();
        }
    }

    private TokenEndpoint Create(TokenClient client) => new(client, connect(client), metrics, clock, loggers);
}
