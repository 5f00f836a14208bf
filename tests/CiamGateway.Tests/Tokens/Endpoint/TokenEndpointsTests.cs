using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

/// <summary>Connections to token endpoints live as long as their client, and not longer.</summary>
public sealed class TokenEndpointsTests : IDisposable
{
    private readonly List<Connection> _connections = [];
    private readonly TokenEndpoints _endpoints;

    public TokenEndpointsTests() =>
        _endpoints = new TokenEndpoints(Connect, new GatewayMetrics(), TimeProvider.System, NullLoggerFactory.Instance);

    public void Dispose() => _endpoints.Dispose();

    [Theory]
    [InlineData("Acrvzwdh0", "second")]
    [InlineData("somebody else", "secret")]
    public void A_client_keeps_its_connections_until_its_successor_has_a_successor(string clientId, string secret)
    {
        var first = TestClient.Create();
        Assert.Same(_endpoints.Of(first), _endpoints.Of(first));
        var second = TestClient.Create(options => (options.ClientId, options.ClientSecret) = (clientId, secret), predecessor: first);
        first.HandOver();
        _endpoints.Of(second);
        Assert.Equal([false, false], _connections.Select(connection => connection.IsClosed));
        second.HandOver();
        Assert.Equal([true, false], _connections.Select(connection => connection.IsClosed));
        Assert.Null(second.Predecessor);
        Assert.True(second.IsReplaced);
    }

    [Fact]
    public void All_connections_close_at_the_end()
    {
        _endpoints.Of(TestClient.Create());
        _endpoints.Of(TestClient.Create());
        _endpoints.Dispose();
        Assert.Equal([true, true], _connections.Select(connection => connection.IsClosed));
    }

    private Connection Connect(TokenClient client)
    {
        var connection = new Connection();
        _connections.Add(connection);
        return connection;
    }

    private sealed class Connection : HttpMessageHandler
    {
        public bool IsClosed { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            IsClosed = true;
            base.Dispose(disposing);
        }
    }
}
