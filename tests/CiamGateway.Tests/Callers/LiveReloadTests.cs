using System.Net;
using CiamGateway.Configuration;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Callers and policies change while the gateway runs.</summary>
public sealed class LiveReloadTests : IAsyncLifetime
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private Upstream _api = null!;
    private SandboxGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await Upstream.StartAsync(_ => Task.CompletedTask);
        _folder.With("config/routes.json", """
            { "ReverseProxy": { "Routes": { "open": {
                "ClusterId": "provisioning", "AuthorizationPolicy": "administrators",
                "Match": { "Path": "/open" }, "Transforms": [ { "AccessToken": "none" } ] } } } }
            """);
        Configure(["payroll"], "first");
        var settings = new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Gateway:Management:Url"] = "http://127.0.0.1:0",
            ["Gateway:RouteFiles:0"] = "config/routes.json",
            ["Gateway:RouteFiles:1"] = "callers.json",
            ["Logging:LogLevel:Default"] = "None",
            ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address"] = _api.Address.AbsoluteUri,
        };
        _gateway = await SandboxGateway.StartAsync(_folder.Path, settings, Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _api.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_key_rotates_without_a_gap()
    {
        Assert.Equal(HttpStatusCode.OK, await CallAsync("first"));
        Configure(["payroll"], "first", "second");
        await UntilAsync("second", HttpStatusCode.OK, meanwhile: ("first", HttpStatusCode.OK));
        Configure(["payroll"], "second");
        await UntilAsync("first", HttpStatusCode.Unauthorized, meanwhile: ("second", HttpStatusCode.OK));
    }

    [Fact]
    public async Task A_policy_changes_without_its_routes()
    {
        Assert.Equal(HttpStatusCode.OK, await CallAsync("first"));
        Configure([], "first");
        await UntilAsync("first", HttpStatusCode.Forbidden);
        Configure(["payroll"], "first");
        await UntilAsync("first", HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_change_that_does_not_validate_lets_nobody_in_and_locks_nobody_out()
    {
        Configure(["payroll", "nobody"], "first", "second");
        using var management = Http.To(_gateway.Management);
        while (!(await management.GetStringAsync("/metrics", Cancellation)).Contains("ciam_gateway_config_reloads_total{outcome=\"refused\"} 1", StringComparison.Ordinal))
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync("first"));
        }
        Assert.Equal(HttpStatusCode.OK, await CallAsync("first"));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync("second"));
    }

    private void Configure(string[] admitted, params string[] keys) => _folder.With("callers.json", $$"""
        { "Gateway": {
            "Callers": { "payroll": { "ApiKeys": [ {{List(keys.Select(key => ApiKeyHash.Of(key).ToString()))}} ] } },
            "AccessPolicies": { "administrators": { "Callers": [ {{List(admitted)}} ] } } } }
        """);

    private static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));

    private async Task UntilAsync(string key, HttpStatusCode status, (string Key, HttpStatusCode Status)? meanwhile = null)
    {
        while (await CallAsync(key) != status)
        {
            if (meanwhile is { } other)
            {
                Assert.Equal(other.Status, await CallAsync(other.Key));
            }
        }
    }

    private async Task<HttpStatusCode> CallAsync(string key)
    {
        using var caller = Http.To(_gateway.Address, key);
        using var response = await caller.GetAsync("/open", Cancellation);
        return response.StatusCode;
    }
}
