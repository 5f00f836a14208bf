using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using Microsoft.Playwright;
using Xunit;

namespace CiamGateway.BrowserTests;

/// <summary>A gateway with the shipped routes before the sandbox's servers, and the page on which somebody watches it.</summary>
internal sealed class WatchedGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly SandboxProvisioningApi _api;
    private readonly SandboxGateway _gateway;

    private WatchedGateway(
        DirectoryInfo folder,
        SandboxAuthorizationServer server,
        SandboxProvisioningApi api,
        SandboxGateway gateway,
        IPage page
    )
    {
        _folder = folder;
        _api = api;
        _gateway = gateway;
        AuthorizationServer = server;
        Page = page;
        page.Console += (_, message) => Complaints.Add(message.Text);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Request += (_, request) => Requests.Add(request.Url);
    }

    public SandboxAuthorizationServer AuthorizationServer { get; }

    public IPage Page { get; }

    public Uri Management => _gateway.Management;

    public Uri Address => _gateway.Address;

    /// <summary>The methods of the calls that have arrived at the API.</summary>
    public IReadOnlyList<string> ArrivedMethods => [.. _api.Journal.Entries.Select(entry => entry.Method)];

    /// <summary>
    /// What the browser says on its console, where it reports each violation of the Content-Security-Policy, and errors of the page's
    /// script.
    /// </summary>
    public List<string> Complaints { get; } = [];

    /// <summary>Every address that the page asked for something.</summary>
    public List<string> Requests { get; } = [];

    /// <param name="lifetime">How long tokens live.</param>
    /// <param name="upstream">Another API than the sandbox's.</param>
    /// <param name="authorities">A file with certificates that the API's is compared with.</param>
    public static async Task<WatchedGateway> StartAsync(
        Browser browser,
        TimeSpan lifetime,
        BrowserNewContextOptions? options = null,
        IReadOnlyList<string>? withheldScope = null,
        Uri? upstream = null,
        string? authorities = null
    )
    {
        var page = await browser.OpenAsync(options);
        var server = await SandboxAuthorizationServer.StartAsync(
            new AuthorizationServerOptions { TokenLifetime = lifetime, WithheldScope = withheldScope ?? [] },
            Cancellation
        );
        var api = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions { Issuer = server.Address, HasExamples = true },
            Cancellation
        );
        var folder = Directory.CreateTempSubdirectory("ciam-gateway-");
        foreach (var file in (string[])["appsettings.json", "config/routes.json"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.FullName, file))!);
            File.Copy(Path.Combine(AppContext.BaseDirectory, file), Path.Combine(folder.FullName, file));
        }
        var settings = new Dictionary<string, string?>(SandboxSettings.For(server.TokenEndpoint, upstream ?? api.Address))
        {
            ["Kestrel:Endpoints:Gateway:Url"] = "http://127.0.0.1:0",
            ["Gateway:Management:Url"] = "http://127.0.0.1:0",
            ["Gateway:Shutdown:Delay"] = "00:00:00",
            ["Gateway:Audit:Target"] = "None",
            ["Logging:LogLevel:Default"] = "None",
        };
        if (authorities is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ca.pem"), authorities, Cancellation);
            settings["Gateway:Clusters:provisioning:TrustedCertificatesFile"] = "ca.pem";
        }
        var gateway = await SandboxGateway.StartAsync(folder.FullName, settings, Cancellation);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var watched = new WatchedGateway(folder, server, api, gateway, page);
        await page.GotoAsync(gateway.Management.AbsoluteUri);
        await Assertions.Expect(page.Locator("#live")).ToHaveTextAsync("Live");
        return watched;
    }

    public async Task CallAsync(params IEnumerable<string> paths)
    {
        using var caller = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = _gateway.Address };
        foreach (var path in paths)
        {
            using var answer = await caller.GetAsync(path, Cancellation);
        }
    }

    public ValueTask StopApiAsync() => _api.DisposeAsync();

    public ValueTask StopGatewayAsync() => _gateway.DisposeAsync();

    /// <summary>Writes another route file, as an operator does.</summary>
    public void WriteRoutes(string content) => File.WriteAllText(Path.Combine(_folder.FullName, "config/routes.json"), content);

    public async ValueTask DisposeAsync()
    {
        await Page.Context.CloseAsync();
        await _gateway.DisposeAsync();
        await _api.DisposeAsync();
        await AuthorizationServer.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
