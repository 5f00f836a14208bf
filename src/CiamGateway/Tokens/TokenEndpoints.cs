using System.Collections.Concurrent;
using CiamGateway.Telemetry;

namespace CiamGateway.Tokens;

/// <summary>Keeps one <see cref="TokenEndpoint"/>, and so one pool of connections, for each token client.</summary>
internal sealed class TokenEndpoints(GatewayMetrics metrics, TimeProvider clock, ILoggerFactory loggers) : IDisposable
{
    /// <summary>Long enough to keep connections warm, short enough to follow a DNS change.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

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

    private TokenEndpoint Create(TokenClient client)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = client.Options.ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
        };
        return new TokenEndpoint(client, handler, metrics, clock, loggers);
    }
}
