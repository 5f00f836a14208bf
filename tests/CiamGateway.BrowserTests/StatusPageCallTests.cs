using CiamGateway.Tests.Support.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CiamGateway.BrowserTests;

/// <summary>What the status page tells of calls, before a real gateway and an API that does what the test says.</summary>
public sealed class StatusPageCallTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(2);

    /// <summary>Generous, for a busy machine.</summary>
    private const int Patience = 30_000;

    [Fact]
    public async Task A_page_without_calls_is_not_green_and_says_that_there_are_none()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        await Expect(gateway.Page.Locator("#verdict")).ToHaveTextAsync("No calls yet");
        await Expect(gateway.Page.Locator("#verdict")).ToHaveAttributeAsync("data-severity", "idle");
        await Expect(gateway.Page.Locator("#figure-rate")).ToHaveTextAsync("no calls");
        await Expect(gateway.Page.Locator("#destination-list")).ToContainTextAsync("no calls");
        await gateway.CallAsync("/Domains");
        await Expect(gateway.Page.Locator("#verdict")).ToHaveTextAsync("All calls succeed", new() { Timeout = Patience });
        await Expect(gateway.Page.Locator("#verdict")).ToHaveAttributeAsync("data-severity", "good");
        await Expect(gateway.Page.Locator("#summary")).ToContainTextAsync("All 2 tokens are fresh");
        await Expect(gateway.Page.Locator("#destination-list")).ToContainTextAsync("answering");
        await Expect(gateway.Page.Locator("#endpoint-list")).ToContainTextAsync("answering");
    }

    [Fact]
    public async Task Routes_that_always_fail_are_named_first_and_open_to_their_explanation()
    {
        await using var api = await Upstream.StartAsync(Failing);
        await using var gateway = await WatchedGateway.StartAsync(browser, Long, upstream: api.Address);
        await gateway.CallAsync("/Users", "/Applications", "/Domains", "/Users", "/Applications", "/ServiceAccounts");
        await Expect(gateway.Page.Locator("#verdict"))
            .ToHaveTextAsync(
                "67 % of calls fail: every call on routes user-list (500 of the API) and application-list (401 of the API)",
                new() { Timeout = Patience }
            );
        await Expect(gateway.Page.Locator("#verdict")).ToHaveAttributeAsync("data-severity", "warning");
        await Expect(gateway.Page.Locator("#summary")).ToContainTextAsync("Since ");
        await Expect(gateway.Page.Locator(".problem.error")).ToHaveCountAsync(2);
        await Expect(gateway.Page.Locator("tbody tr .state.error")).ToHaveTextAsync(["fails", "fails"]);

        await gateway.Page.GetByRole(AriaRole.Button, new() { Name = "application-list" }).ClickAsync();
        var detail = gateway.Page.Locator("tr.detail");
        await Expect(detail).ToContainTextAsync("ops-console, payroll, anybody on this machine");
        await Expect(detail).ToContainTextAsync("token client provisioning, scope application.client");
        await Expect(detail).ToContainTextAsync("401 of the API");
        await Expect(detail).ToContainTextAsync("The API says: WWW-Authenticate: Bearer error=\"invalid_token\", got=\"***\"");
        await Expect(detail).ToContainTextAsync("No call has succeeded in the last hour.");

        // It stays open while the page follows, and closes again.
        await gateway.CallAsync("/Applications");
        await Expect(detail).ToContainTextAsync("3 times", new() { Timeout = Patience });
        await gateway.Page.GetByRole(AriaRole.Button, new() { Name = "application-list" }).ClickAsync();
        await Expect(detail).ToHaveCountAsync(0);
        Assert.Empty(gateway.Complaints);
    }

    [Fact]
    public async Task An_API_that_is_down_turns_the_headline_red_until_it_answers_again()
    {
        var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await WatchedGateway.StartAsync(browser, Long, upstream: api.Address);
        await gateway.CallAsync("/Users", "/Domains");
        var port = api.Address.Port;
        await api.DisposeAsync();
        await gateway.CallAsync("/Users", "/Domains", "/Users", "/Domains");
        await Expect(gateway.Page.Locator("#verdict"))
            .ToHaveTextAsync("Every call to provisioning fails: connection refused", new() { Timeout = Patience });
        await Expect(gateway.Page.Locator("#verdict")).ToHaveAttributeAsync("data-severity", "error");
        await Expect(gateway.Page.Locator(".problem")).ToHaveCountAsync(1);
        await Expect(gateway.Page.Locator(".problem .since")).ToContainTextAsync("Since ");
        await Expect(gateway.Page.Locator("#destination-list .state")).ToHaveTextAsync("unhealthy");

        await using var again = await Upstream.StartAsync(_ => Task.CompletedTask, port);
        await gateway.CallAsync("/Users", "/Domains");
        await Expect(gateway.Page.Locator("#verdict")).ToHaveTextAsync("All calls succeed", new() { Timeout = Patience });
        await Expect(gateway.Page.Locator("#recoveries li")).ToHaveCountAsync(2);
        await Expect(gateway.Page.Locator("#recoveries")).ToContainTextAsync("Route user-list succeeds again since");
    }

    [Fact]
    public async Task Charts_show_the_calls_errors_times_and_token_requests_of_the_last_hour()
    {
        await using var api = await Upstream.StartAsync(Failing);
        await using var gateway = await WatchedGateway.StartAsync(browser, Long, upstream: api.Address);
        await gateway.CallAsync("/Users", "/Users", "/Applications", "/Domains");
        var charts = gateway.Page.Locator(".chart");
        await Expect(charts).ToHaveCountAsync(4);
        await Expect(charts.Nth(0).Locator("figcaption")).ToHaveTextAsync("Calls4", new() { Timeout = Patience });
        await Expect(charts.Nth(0).Locator("rect.calls")).Not.ToHaveCountAsync(0);
        await Expect(charts.Nth(1).Locator(".legend span"))
            .ToHaveTextAsync(["5xx of the API: 2", "401, 403, 407, 429 of the API: 1"], new() { Timeout = Patience });
        await Expect(charts.Nth(1).Locator("rect.kind-3")).Not.ToHaveCountAsync(0);
        await Expect(charts.Nth(2)).ToContainTextAsync("99 of 100 within");
        await Expect(charts.Nth(2).Locator("rect.range")).Not.ToHaveCountAsync(0);
        await Expect(charts.Nth(3).Locator(".legend span")).ToHaveTextAsync(["granted: 3", "failed: 0"]);
        await Expect(charts.Nth(0).GetByRole(AriaRole.Img)).ToHaveAttributeAsync("aria-label", "Calls, the last hour: 4");
        Assert.Empty(gateway.Complaints);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task No_word_breaks_inside_and_bars_have_a_legend(int width)
    {
        await using var api = await Upstream.StartAsync(Failing);
        await using var gateway = await WatchedGateway.StartAsync(
            browser,
            Long,
            new()
            {
                ViewportSize = new() { Width = width, Height = 844 },
            },
            ["domain.manage"],
            api.Address
        );
        await gateway.CallAsync("/Users", "/Applications", "/Domains");
        await Expect(gateway.Page.Locator(".problem")).ToHaveCountAsync(3, new() { Timeout = Patience });
        await gateway.Page.GetByRole(AriaRole.Button, new() { Name = "application-list" }).ClickAsync();
        Assert.Equal("", await gateway.Page.EvaluateAsync<string>(BrokenWords));
        Assert.Equal(width, await gateway.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await Expect(gateway.Page.Locator("#tokens .legend")).ToHaveTextAsync("time until the refreshreserve between refresh and expiry");
        Assert.DoesNotContain("circuit", await gateway.Page.Locator("body").InnerTextAsync(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("", await gateway.Page.EvaluateAsync<string>(Contrast.Script));
    }

    /// <summary>
    /// Names each word that is broken across lines. A path may break at a slash, a name behind a hyphen, a key behind a colon.
    /// </summary>
    private const string BrokenWords = """
        () => {
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const broken = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const parent = node.parentElement;
            if (!parent.checkVisibility() || parent.closest("style, script, noscript, title")) continue;
            if (parent.closest("thead")?.getBoundingClientRect().width < 2) continue;
            for (const word of node.textContent.matchAll(/[^\s\/:–-]+/g)) {
              const range = document.createRange();
              range.setStart(node, word.index);
              range.setEnd(node, word.index + word[0].length);
              const lines = new Set([...range.getClientRects()].filter(line => line.width > 0).map(line => Math.round(line.top)));
              if (lines.size > 1) broken.push(word[0]);
            }
          }
          return broken.join("\n");
        }
        """;

    private static Task Failing(HttpContext context)
    {
        context.Response.StatusCode = context.Request.Path.Value switch
        {
            "/Users" => 500,
            "/Applications" => 401,
            _ => 200,
        };
        if (context.Response.StatusCode == 401)
        {
            context.Response.Headers.WWWAuthenticate =
                $"Bearer error=\"invalid_token\", got=\"{context.Request.Headers.Authorization.ToString()["Bearer ".Length..]}\"";
        }
        return Task.CompletedTask;
    }
}
