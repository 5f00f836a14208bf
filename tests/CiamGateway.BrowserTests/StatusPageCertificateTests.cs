using CiamGateway.Tests.Support.Sockets;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace CiamGateway.BrowserTests;

/// <summary>The status page's list of the certificates that the gateway presents or trusts.</summary>
public sealed class StatusPageCertificateTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly LocatorAssertionsToHaveTextOptions Texts = new() { UseInnerText = true };

    [Fact]
    public async Task Each_certificate_shows_its_key_its_use_and_whether_it_is_valid()
    {
        await using var gateway = await WatchedGateway.StartAsync(
            browser,
            TimeSpan.FromHours(2),
            authorities: $"{Pem("lasting", -9, 400)}\n{Pem("ending", -9, 5.5)}\n{Pem("ended", -9, -1)}\n{Pem("early", 1, 400)}"
        );
        await Expect(gateway.Page.GetByRole(AriaRole.Heading, new() { Name = "Certificates" })).ToBeVisibleAsync();
        var rows = gateway.Page.Locator("#certificate-list li");
        await Expect(rows).ToHaveCountAsync(4);
        await AssertAsync("CN=lasting", "valid", "state");
        await AssertAsync("CN=ending", "ends in 5 d", "state warning");
        await AssertAsync("CN=ended", "ended", "state error");
        await AssertAsync("CN=early", "not valid yet", "state error");
        Assert.Empty(gateway.Complaints);

        async Task AssertAsync(string subject, string state, string mark)
        {
            var row = rows.Filter(new() { HasText = subject });
            await Expect(row.Locator(".state")).ToHaveTextAsync(state, Texts);
            Assert.Equal(mark, (await row.Locator(".state").GetAttributeAsync("class"))!.Trim());
            await Expect(row.Locator(".second")).ToHaveTextAsync("Gateway:Clusters:provisioning:TrustedCertificatesFile");
            await Expect(row.Locator(".third")).ToContainTextAsync("until ");
        }
    }

    [Fact]
    public async Task Without_certificates_there_is_no_list()
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, TimeSpan.FromHours(2));
        await Expect(gateway.Page.Locator("#token-list li").Or(gateway.Page.Locator(".token")).First).ToBeVisibleAsync();
        await Expect(gateway.Page.Locator("#certificates")).ToBeHiddenAsync();
    }

    /// <param name="from">In how many days it begins, and <paramref name="until"/> ends.</param>
    private static string Pem(string name, double from, double until)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = TestCertificate.Create($"CN={name}", validity: (now.AddDays(from), now.AddDays(until)), isAuthority: true);
        return certificate.ExportCertificatePem();
    }
}
