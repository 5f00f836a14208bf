using System.Net.Mime;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CiamGateway.BrowserTests;

/// <summary>
/// A page of another site, in a real browser on a machine whose address is enough to call the gateway, tries everything by which a browser
/// sends a change without asking first.
/// </summary>
public sealed class CrossSiteRequestTests(Browser browser) : IClassFixture<Browser>
{
    private const string Attack = """
        async target => {
            const api = new URL(`${target}Domains`);
            const send = body => fetch(api, { method: 'POST', mode: 'no-cors', credentials: 'include', body }).catch(() => {});
            await send('{"name":"x"}');
            await send(new URLSearchParams({ name: 'x' }));
            await fetch(`${api}/1`, { method: 'DELETE' }).catch(() => {});
            navigator.sendBeacon(api, 'name=x');
            const frame = document.body.appendChild(document.createElement('iframe'));
            frame.name = 'sink';
            const form = document.body.appendChild(document.createElement('form'));
            Object.assign(form, { method: 'post', action: api, target: 'sink' });
            form.submit();
            const sandboxed = document.body.appendChild(document.createElement('iframe'));
            sandboxed.sandbox = 'allow-scripts';
            sandboxed.srcdoc = `<script>fetch('${api}', { method: 'POST', mode: 'no-cors', body: 'x' })</script>`;
            api.protocol = 'ws';
            await new Promise(done => {
                const socket = new WebSocket(api);
                socket.onopen = () => done(socket.send('x'));
                socket.onerror = done;
            });
        }
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gateway.test", "page.test")] // Chromium sends no Sec-Fetch-Site over http to such a host.
    [InlineData("localhost", "page.test")]
    [InlineData("127.0.0.1", "127.0.0.1")] // The same site, another port.
    public async Task Nothing_that_it_sends_changes_anything(string gatewayHost, string pageHost)
    {
        await using var gateway = await WatchedGateway.StartAsync(browser, TimeSpan.FromHours(2));
        await using var site = await StartSiteAsync();
        await gateway.Page.GotoAsync($"http://{pageHost}:{new Uri(site.Urls.First()).Port}/");
        await gateway.Page.EvaluateAsync(Attack, $"http://{gatewayHost}:{gateway.Address.Port}/");
        // Two fetches, a beacon, a form, a sandboxed frame, a WebSocket. The preflight of DELETE is an OPTIONS, which no route lists.
        await RefusedAsync(gateway, 6);
        Assert.All(gateway.ArrivedMethods, method => Assert.Equal("GET", method));
    }

    private static async Task<WebApplication> StartSiteAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        site.Run(context =>
        {
            context.Response.ContentType = MediaTypeNames.Text.Html;
            return context.Response.WriteAsync("<!doctype html><title>Another site</title><body></body>", Cancellation);
        });
        await site.StartAsync(Cancellation);
        return site;
    }

    /// <summary>Waits until the gateway has refused so many requests of other sites: the page is not told what becomes of them.</summary>
    private static async Task RefusedAsync(WatchedGateway gateway, int count)
    {
        const string areRefused = """
            async count => {
                const metrics = await (await fetch('/metrics')).text();
                const refused = metrics.split('\n').filter(line => /^ciam_gateway_errors_total{.*"cross_site_request"/.test(line));
                return refused.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0) >= count;
            }
            """;
        var page = await gateway.Page.Context.NewPageAsync();
        await page.GotoAsync(gateway.Management.AbsoluteUri);
        await page.WaitForFunctionAsync(areRefused, count);
    }
}
