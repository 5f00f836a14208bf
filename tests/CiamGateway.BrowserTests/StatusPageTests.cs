using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CiamGateway.BrowserTests;

/// <summary>The status page in a real browser, before a real gateway.</summary>
public sealed class StatusPageTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(2);

    [Fact]
    public async Task The_page_shows_a_token_run_down_and_be_renewed()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, TimeSpan.FromSeconds(8));
        var token = gateway.Page.Locator(".token").First;
        await Expect(gateway.Page.Locator("#summary")).ToContainTextAsync("All 2 tokens are fresh");
        var bar = token.GetByRole(AriaRole.Progressbar);
        var (first, fingerprint) = (await SecondsAsync(bar), await FingerprintAsync(token));
        await gateway.Page.WaitForFunctionAsync("first => +document.querySelector('.life').getAttribute('aria-valuenow') < first", first);
        await Expect(token).Not.ToHaveAttributeAsync("data-fingerprint", fingerprint, Patient);
        // The JWT ends at a whole second.
        Assert.InRange(int.Parse((await bar.GetAttributeAsync("aria-valuemax"))!, CultureInfo.InvariantCulture), 7, 8);
        await Expect(token.Locator(".refresh")).ToContainTextAsync("refreshes in", new() { Timeout = 30_000 });
        Assert.Empty(gateway.Complaints);
    }

    [Fact]
    public async Task An_authorization_server_that_is_down_shows_with_cause_and_fix()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, TimeSpan.FromSeconds(12));
        await gateway.AuthorizationServer.DisposeAsync();
        await Expect(gateway.Page.Locator("#verdict")).ToContainTextAsync("No calls yet, with", Contained);
        var problem = gateway.Page.Locator(".problem").First;
        await Expect(problem.Locator(".cause")).ToContainTextAsync("refuses connections");
        await Expect(problem.Locator(".fix"))
            .ToContainTextAsync("Check that it runs, and host and port of Gateway:TokenClients:provisioning:TokenEndpoint.");
        await Expect(gateway.Page.Locator("#verdict")).ToHaveTextAsync("Not ready: 2 of 2 tokens are missing", Texts);
        await Expect(gateway.Page.Locator(".problem.error")).ToHaveCountAsync(1);
        await Expect(problem.Locator(".concerns li")).ToHaveCountAsync(2);
        await Expect(gateway.Page.Locator("tbody .state.error").First).ToHaveTextAsync("down");
    }

    [Fact]
    public async Task Problems_that_look_alike_do_not_pile_up()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long, withheldScope: ["domain.manage"]);
        await gateway.Page.RouteAsync("**/status", async route =>
        {
            var answer = await route.FetchAsync();
            var status = JsonNode.Parse(await answer.TextAsync())!;
            var problems = status["verdict"]!["problems"]!.AsArray();
            problems.Add(problems[0]!.DeepClone());
            await route.FulfillAsync(new() { Response = answer, Body = status.ToJsonString() });
        });
        for (var polls = 0; polls < 4; polls++)
        {
            await gateway.Page.WaitForResponseAsync("**/status");
        }
        await Expect(gateway.Page.Locator(".problem")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task An_API_that_is_down_shows_and_so_does_its_route()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        await gateway.CallAsync("/Domains");
        await Expect(gateway.Page.Locator("tr", new() { HasText = "domain-list" }).Locator("[data-label=Errors]").First)
            .ToHaveTextAsync("0 %", Texts);
        await gateway.StopApiAsync();
        await gateway.CallAsync("/Domains");
        await Expect(gateway.Page.Locator(".problem.error"))
            .ToContainTextAsync("Every call to provisioning fails: connection refused", Contained);
        await Expect(gateway.Page.Locator("#figure-errors")).ToHaveTextAsync("50 %", Texts);
    }

    [Fact]
    public async Task A_change_that_is_refused_shows_where_and_what_to_write()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        gateway.WriteRoutes("{\n  \"ReverseProxy\": oops\n}");
        await Expect(gateway.Page.Locator(".problem .cause").First).ToContainTextAsync("config/routes.json:2:19: is not JSON", Contained);
        await Expect(gateway.Page.Locator(".problem strong").First)
            .ToHaveTextAsync("The last change of the configuration is refused; version 1 serves on");
        await Expect(gateway.Page.Locator("#configuration-list")).ToContainTextAsync("refused");
    }

    [Fact]
    public async Task A_name_in_the_configuration_cannot_become_markup()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        gateway.WriteRoutes(
            """
            { "ReverseProxy": { "Routes": { "<img src=x onerror=alert(1)>": {
              "ClusterId": "provisioning", "Match": { "Path": "/<b>" }, "Transforms": [ { "AccessToken": "none" } ] } } } }
            """
        );
        await Expect(gateway.Page.Locator("tbody .name", new() { HasText = "<img src=x onerror=alert(1)>" })).ToHaveCountAsync(1, Counted);
        Assert.Equal(0, await gateway.Page.Locator("main img, main b").CountAsync());
        Assert.Empty(gateway.Complaints);
    }

    [Fact]
    public async Task The_button_fetches_what_was_granted_meanwhile()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long, withheldScope: ["domain.manage"]);
        await Expect(gateway.Page.Locator(".scope.missing")).ToHaveTextAsync("domain.manage");
        await Expect(gateway.Page.Locator("#verdict")).ToHaveTextAsync("No calls yet, with 1 problem");
        gateway.AuthorizationServer.WithheldScope = [];
        await gateway
            .Page.GetByRole(
                AriaRole.Button,
                new() { Name = "Refresh the token for application.client domain.manage of client provisioning" }
            )
            .ClickAsync();
        await Expect(gateway.Page.Locator("#refreshed")).ToContainTextAsync("1 token renewed", Contained);
        await Expect(gateway.Page.Locator("#verdict")).ToHaveTextAsync("No calls yet", Texts);
        Assert.Equal(3, gateway.AuthorizationServer.TokenRequests.Count);
        Assert.Empty(gateway.Complaints);
    }

    [Fact]
    public async Task A_refresh_that_fails_says_why_and_that_the_old_token_serves()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        await gateway.AuthorizationServer.DisposeAsync();
        await gateway.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh all" }).ClickAsync();
        await Expect(gateway.Page.Locator("#refreshed"))
            .ToContainTextAsync(
                "refuses connections. The token that is there still serves. "
                    + "Check that it runs, and host and port of Gateway:TokenClients:provisioning:TokenEndpoint.",
                Contained
            );
    }

    [Fact]
    public async Task The_filter_leaves_the_routes_that_match()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        await gateway.Page.GetByLabel("Filter").FillAsync("domain-administrators");
        await Expect(gateway.Page.Locator("tbody tr")).ToHaveCountAsync(3);
        await gateway.Page.GetByLabel("Filter").FillAsync("nothing like it");
        await Expect(gateway.Page.GetByText("No route matches the filter.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_gateway_that_is_gone_is_said_to_be_gone()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        await gateway.StopGatewayAsync();
        await Expect(gateway.Page.Locator("#verdict")).ToHaveTextAsync("The gateway does not answer", Texts);
    }

    [Fact]
    public async Task It_asks_only_the_gateway_and_violates_no_policy()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        await gateway.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh all" }).ClickAsync();
        await Expect(gateway.Page.Locator("#refreshed")).ToContainTextAsync("renewed", Contained);
        Assert.Equal(
            [gateway.Management.GetLeftPart(UriPartial.Authority)],
            gateway
                .Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal))
                .Select(url => new Uri(url).GetLeftPart(UriPartial.Authority))
                .Distinct()
        );
        Assert.Empty(gateway.Complaints);
    }

    /// <summary>Generous limits for a busy machine: what is waited for comes in the end, or never.</summary>
    private static LocatorAssertionsToHaveTextOptions Texts => new() { Timeout = 30_000 };

    private static LocatorAssertionsToContainTextOptions Contained => new() { Timeout = 30_000 };

    private static LocatorAssertionsToHaveCountOptions Counted => new() { Timeout = 30_000 };

    private static LocatorAssertionsToHaveAttributeOptions Patient => new() { Timeout = 30_000 };

    private static async Task<int> SecondsAsync(ILocator bar) =>
        int.Parse((await bar.GetAttributeAsync("aria-valuenow"))!, CultureInfo.InvariantCulture);

    private static async Task<string> FingerprintAsync(ILocator token) => (await token.GetAttributeAsync("data-fingerprint"))!;
}
