using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Who counts as local, and whose word is taken for it.</summary>
public sealed class AnonymousCallerTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IAsyncDisposable
{
    private Upstream? _api;
    private SandboxGateway? _gateway;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await (_gateway?.DisposeAsync() ?? default);
        await (_api?.DisposeAsync() ?? default);
    }

    [Theory]
    [InlineData(null, 200)]
    [InlineData("203.0.113.9", 401)]
    [InlineData("127.0.0.1", 401)]
    public async Task A_local_caller_is_served_unless_a_proxy_that_is_not_named_may_call_for_another(string? forwardedFor, int expected) =>
        Assert.Equal(expected, await CallAsync(forwardedFor, []));

    [Theory]
    [InlineData(null)]
    [InlineData("203.0.113.9")]
    [InlineData("127.0.0.1")]
    [InlineData("203.0.113.9, 127.0.0.1")]
    [InlineData("127.0.0.1, 203.0.113.9")]
    [InlineData("::1")]
    [InlineData("nonsense")]
    public async Task No_caller_is_local_through_a_trusted_proxy_whatever_the_proxy_says(string? forwardedFor) =>
        Assert.Equal(401, await CallAsync(forwardedFor, ["127.0.0.1/32"]));

    [Theory]
    [InlineData("10.1.2.3", 200)]
    [InlineData("10.1.2.3:4711", 200)]
    [InlineData("::ffff:10.1.2.3", 200)]
    [InlineData("203.0.113.9, 10.1.2.3", 200)]
    [InlineData("10.1.2.3, 203.0.113.9", 401)]
    [InlineData("10.1.2.3, 127.0.0.9", 200)]
    [InlineData("10.1.2.3, nonsense", 401)]
    [InlineData("", 401)]
    [InlineData(null, 401)]
    public async Task A_known_network_is_told_by_the_last_hop_that_is_no_trusted_proxy(string? forwardedFor, int expected) =>
        Assert.Equal(expected, await CallAsync(forwardedFor, ["127.0.0.0/8"], "10.1.0.0/16"));

    [Fact]
    public async Task A_trusted_proxy_that_names_no_client_is_not_itself_a_caller() =>
        Assert.Equal(401, await CallAsync(null, ["127.0.0.1/32"], "127.0.0.0/8"));

    [Fact]
    public async Task What_reading_forwarded_headers_leaves_behind_does_not_reach_the_API()
    {
        Assert.Equal(200, await CallAsync("10.1.2.3", ["127.0.0.1/32"], "10.1.0.0/16"));
        Assert.DoesNotContain(_api!.Headers.Keys, name => name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Serving_everybody_is_warned_about_at_every_start()
    {
        _api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await RunningGateway.StartAsync(
            fixture.TokenEndpoint,
            _api.Address,
            new() { ["Gateway:AnonymousCallers"] = "Allowed" }
        );
        Assert.Contains(gateway.Errors, line => line.Contains("Gateway:AnonymousCallers is Allowed", StringComparison.Ordinal));
    }

    private async Task<int> CallAsync(string? forwardedFor, string[] trustedProxies, string? network = null)
    {
        _api = await Upstream.StartAsync(_ => Task.CompletedTask);
        var settings = new Dictionary<string, string?>
        {
            ["Gateway:Callers:batch:Networks:0"] = network ?? "192.0.2.0/24",
            ["ReverseProxy:Routes:open:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:open:Match:Path"] = "/open",
            ["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none",
        };
        for (var i = 0; i < trustedProxies.Length; i++)
        {
            settings[$"Gateway:TrustedProxies:{i}"] = trustedProxies[i];
        }
        _gateway = await GatewayScenario.StartGatewayAsync(new Uri("http://127.0.0.1:1"), _api.Address, settings);
        using var caller = Http.To(_gateway.Address);
        if (forwardedFor is not null)
        {
            caller.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        }
        using var response = await caller.GetAsync("/open", Cancellation);
        return (int)response.StatusCode;
    }
}
