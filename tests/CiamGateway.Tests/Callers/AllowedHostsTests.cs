using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Where the gateway's names are known, it answers to no other, whatever a page's own name resolves to.</summary>
public sealed class AllowedHostsTests
{
    [Theory]
    [InlineData("gateway.example.com", 200)]
    [InlineData("GATEWAY.example.com:8080", 200)]
    [InlineData("a.internal.example.com", 200)]
    [InlineData("internal.example.com", 421)]
    [InlineData("evil.example", 421)]
    [InlineData("127.0.0.1", 421)]
    public async Task A_host_that_is_not_named_is_refused(string host, int expected) =>
        Assert.Equal(expected, await StatusAsync(host, "gateway.example.com; *.internal.example.com"));

    [Theory]
    [InlineData("*")]
    [InlineData("gateway.example.com;*")]
    [InlineData("")]
    public async Task Any_host_will_do_where_the_list_says_so_or_says_nothing(string allowed) =>
        Assert.Equal(200, await StatusAsync("evil.example", allowed));

    [Theory]
    [InlineData("gateway.example.com", "is forwarded")]
    [InlineData("gateway.example.com", "host_refused", "--header", "Host: evil.example")]
    [InlineData("*.internal.example.com", "is forwarded")]
    public async Task An_explained_request_asks_for_the_gateway_unless_it_says_otherwise(
        string allowed,
        string expected,
        params string[] header
    )
    {
        using var folder = ConfigurationFolder.Sound();
        var run = await GatewayProcess.RunAsync(folder.Path, ["explain", "GET", "/Domains", .. header, $"--AllowedHosts={allowed}"]);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }

    private static async Task<int> StatusAsync(string host, string allowed)
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            new Uri("http://127.0.0.1:1"),
            _ => Task.CompletedTask,
            new()
            {
                ["AllowedHosts"] = allowed,
                ["ReverseProxy:Routes:open:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:open:Match:Path"] = "/open",
                ["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none",
            }
        );
        using var caller = Http.To(gateway.Gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/open") { Headers = { Host = host } };
        using var response = await caller.SendAsync(request, TestContext.Current.CancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            await AssertProblem.Is(response, 421, "host_refused", "http_request_denied");
        }
        return (int)response.StatusCode;
    }
}
