using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Where an address is enough, a page in a browser at that address cannot use it.</summary>
public sealed class ForeignPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("POST", "cross-site", 403)]
    [InlineData("DELETE", "same-site", 403)]
    [InlineData("POST", "same-origin", 200)]
    [InlineData("POST", null, 200)]
    [InlineData("GET", "cross-site", 200)]
    [InlineData("OPTIONS", "cross-site", 200)]
    public async Task Whoever_is_local_is_served_but_for_changes_of_another_sites_page(string method, string? site, int expected) =>
        await AssertAnswerAsync(expected, method, site, []);

    [Fact]
    public async Task Whoever_is_known_by_its_network_is_held_to_the_same() =>
        await AssertAnswerAsync(403, "POST", "cross-site", new() { ["Gateway:Callers:batch:Networks:0"] = "127.0.0.0/8" });

    [Fact]
    public async Task Whoever_shows_a_credential_is_no_page() =>
        await AssertAnswerAsync(200, "POST", "cross-site", [], SandboxCaller.Payroll.ApiKey);

    [Fact]
    public async Task Where_everybody_may_call_no_address_is_needed() =>
        await AssertAnswerAsync(200, "POST", "cross-site", new() { ["ReverseProxy:Routes:open:AuthorizationPolicy"] = "anonymous" });

    private static async Task AssertAnswerAsync(int expected, string method, string? site, Dictionary<string, string?> settings, string? apiKey = null)
    {
        settings["ReverseProxy:Routes:open:ClusterId"] = "provisioning";
        settings["ReverseProxy:Routes:open:Match:Path"] = "/open";
        settings["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none";
        await using var gateway = await GatewayBeforeUpstream.StartAsync(new Uri("http://127.0.0.1:1"), _ => Task.CompletedTask, settings);
        using var caller = apiKey is null ? Http.To(gateway.Gateway.Address) : Http.To(gateway.Gateway.Address, apiKey);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/open");
        request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        using var response = await caller.SendAsync(request, Cancellation);
        if (expected == 403)
        {
            await AssertProblem.Is(response, 403, "cross_site_request", "http_request_denied");
            return;
        }
        Assert.Equal(expected, (int)response.StatusCode);
    }
}
