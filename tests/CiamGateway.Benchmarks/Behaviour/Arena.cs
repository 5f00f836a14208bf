using CiamGateway.Benchmarks.Peers;
using CiamGateway.Sandbox.Soak;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>The gateway between an API and a token endpoint, each a server of its own, with what tells how it behaves.</summary>
internal sealed class Arena : IAsyncDisposable
{
    private static readonly TimeSpan TokenDelay = TimeSpan.FromMilliseconds(100);

    private readonly PeerProcess _upstream;
    private readonly IReadOnlyList<GatewayRoute> _routes;
    private readonly HttpClient _management;

    private Arena(CountingTokenEndpoint tokens, PeerProcess upstream, PeerProcess gateway, IReadOnlyList<GatewayRoute> routes)
    {
        Tokens = tokens;
        _upstream = upstream;
        Gateway = gateway;
        _routes = routes;
        _management = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.Place.Management };
    }

    public CountingTokenEndpoint Tokens { get; }

    public PeerProcess Gateway { get; }

    /// <param name="tokenLifetime">Each token takes a tenth of a second to come.</param>
    /// <param name="routes">Beside the usual one.</param>
    public static async Task<Arena> StartAsync(TimeSpan tokenLifetime, params IEnumerable<GatewayRoute> routes)
    {
        var tokens = await CountingTokenEndpoint.StartAsync(tokenLifetime, TokenDelay);
        var upstream = await PeerProcess.StartAsync(new Upstream(), Place.UpstreamPort, Place.Nowhere);
        var gateway = await Rivals.GatewayAsync() with { TokenEndpoint = tokens.Url, Routes = [GatewayRoute.Domains, .. routes] };
        return new Arena(tokens, upstream, await PeerProcess.StartAsync(gateway, Place.PeerPort, upstream.Url), gateway.Routes);
    }

    public PacedLoad Load(double callsPerSecond) => new(Gateway.Url, callsPerSecond, [new CallKind(GatewayRoute.Domains.Path)]);

    /// <summary>Writes another edition of the routes file, which changes every route.</summary>
    public void ChangeRoutes(int edition) =>
        Gateway.Place.Write(Peers.Gateway.RouteFile, GatewayRoute.File(_routes, Gateway.Place.Upstream, edition));

    public Task<ScrapedMetrics> MetricsAsync() => ScrapedMetrics.OfAsync(_management, CancellationToken.None);

    /// <summary>How many calls of all routes have waited for a token.</summary>
    public async Task<double> WaitsAsync() => (await MetricsAsync()).Sum("ciam_gateway_token_lookups_total", "result=\"waited\"");

    public async ValueTask DisposeAsync()
    {
        _management.Dispose();
        await Gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await Tokens.DisposeAsync();
    }
}
