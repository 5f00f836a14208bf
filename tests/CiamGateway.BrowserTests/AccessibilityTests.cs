using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CiamGateway.BrowserTests;

/// <summary>The page for people with a keyboard, a screen reader, a small screen, or a need for contrast or little motion.</summary>
public sealed class AccessibilityTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(2);

    [Fact]
    public async Task The_keyboard_reaches_everything_and_shows_where_it_is()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        var reached = new List<string>();
        for (var i = 0; i < 23; i++)
        {
            await gateway.Page.Keyboard.PressAsync("Tab");
            reached.Add(
                await gateway.Page.EvaluateAsync<string>(
                    "document.activeElement.getAttribute('aria-label') ?? (document.activeElement.id || document.activeElement.textContent)"
                )
            );
            Assert.Equal("solid", await gateway.Page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
        }
        Assert.Equal(
            [
                "Skip to the tokens",
                "refresh-all",
                "Refresh the token for application.client of client provisioning",
                "Refresh the token for application.client domain.manage of client provisioning",
                "filter",
            ],
            reached[..5]
        );
        Assert.Equal(15, reached[5..^3].Distinct().Count());
        Assert.Contains("domain-delete", reached[5..^3]);
        Assert.Equal(["JSON", "Readiness", "Metrics"], reached[^3..]);

        // A page that follows by itself leaves the focus where it is.
        await gateway.Page.GetByRole(AriaRole.Button, new() { Name = "Refresh all" }).FocusAsync();
        await gateway.Page.Keyboard.PressAsync("Enter");
        await Expect(gateway.Page.Locator("#refreshed")).ToContainTextAsync("2 tokens renewed", Contained);
        await Expect(gateway.Page.Locator("#refresh-all")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_screen_reader_finds_landmarks_a_table_and_the_verdict()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long);
        await Expect(gateway.Page.GetByRole(AriaRole.Banner)).ToHaveCountAsync(1);
        await Expect(gateway.Page.GetByRole(AriaRole.Main)).ToHaveCountAsync(1);
        await Expect(gateway.Page.GetByRole(AriaRole.Contentinfo)).ToHaveCountAsync(1);
        await Expect(gateway.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("No calls yet");
        await Expect(gateway.Page.GetByRole(AriaRole.Region, new() { Name = "Access tokens" })).ToHaveCountAsync(1);
        await Expect(gateway.Page.GetByRole(AriaRole.Table, new() { Name = "Routes" }).GetByRole(AriaRole.Columnheader))
            .ToHaveCountAsync(7);
        await Expect(gateway.Page.GetByRole(AriaRole.Rowheader, new() { Name = "domain-delete" }).First).ToBeVisibleAsync();
        await Expect(
                gateway.Page.GetByRole(AriaRole.Progressbar, new() { Name = "Lifetime of the token for application.client domain.manage" })
            )
            .ToHaveAttributeAsync("aria-valuetext", new System.Text.RegularExpressions.Regex("^refreshes in 1 h .*, expires in 1 h "));
        await Expect(gateway.Page.Locator("[aria-live=polite]:has(#verdict)")).ToHaveCountAsync(1);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task It_is_legible_in_light_and_dark_on_a_desk_and_on_a_phone(ColorScheme scheme, int width)
    {
        await using var gateway = await WatchedGateway.StartAsync(
            browser,
            Long,
            new()
            {
                ColorScheme = scheme,
                ViewportSize = new() { Width = width, Height = 800 },
            },
            ["domain.manage"]
        );
        gateway.WriteRoutes("{ oops");
        await Expect(gateway.Page.Locator(".problem", new() { HasText = "config/routes.json:1:3" })).ToHaveCountAsync(1, Counted);
        Assert.Equal(width, await gateway.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        Assert.Equal("", await gateway.Page.EvaluateAsync<string>(Contrast.Script));
        Assert.Equal(
            scheme is ColorScheme.Dark,
            await gateway.Page.EvaluateAsync<bool>("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0] < 128")
        );
    }

    [Fact]
    public async Task Reduced_motion_is_respected()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, Long, new() { ReducedMotion = ReducedMotion.Reduce });
        Assert.Equal(
            "0s",
            await gateway.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.life .fresh')).transitionDuration")
        );
    }

    private static LocatorAssertionsToContainTextOptions Contained => new() { Timeout = 30_000 };

    private static LocatorAssertionsToHaveCountOptions Counted => new() { Timeout = 30_000 };
}
