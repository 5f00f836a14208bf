using System.Net;
using CiamGateway.Callers.Schemes;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Callers and policies change while the gateway runs.</summary>
public sealed class LiveReloadTests : IAsyncLifetime
{
    private Upstream _api = null!;
    private FileGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await Upstream.StartAsync(_ => Task.CompletedTask);
        var folder = ConfigurationFolder
            .Sound()
            .With(
                "appsettings.json",
                $$"""
                { "Gateway": { "RouteFiles": [ "config/routes.json", "callers.json" ] },
                  "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": { "Address": "{{_api.Address}}" } } } } } }
                """
            )
            .With(
                "config/routes.json",
                """
                { "ReverseProxy": { "Routes": { "open": {
                    "ClusterId": "provisioning", "AuthorizationPolicy": "administrators",
                    "Match": { "Path": "/open" }, "Transforms": [ { "AccessToken": "none" } ] } } } }
                """
            )
            .With("callers.json", Callers(["payroll"], "first"));
        _gateway = await FileGateway.StartAsync(folder);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _api.DisposeAsync();
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
    public async Task An_invalid_change_admits_and_locks_out_no_caller()
    {
        Configure(["payroll", "nobody"], "first", "second");
        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal(HttpStatusCode.OK, await CallAsync("first"));
            return await _gateway.ReloadsAsync("refused") == 1;
        });
        Assert.Equal(HttpStatusCode.OK, await CallAsync("first"));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync("second"));
    }

    private void Configure(string[] admitted, params string[] keys) => _gateway.Rename("callers.json", Callers(admitted, keys));

    private static string Callers(string[] admitted, params string[] keys) =>
        $$"""
            { "Gateway": {
                "Callers": { "payroll": { "ApiKeys": [ {{List(keys.Select(key => ApiKeyHash.Of(key).ToString()))}} ] } },
                "AccessPolicies": { "administrators": { "Callers": [ {{List(admitted)}} ] } } } }
            """;

    private static string List(IEnumerable<string> texts) => string.Join(", ", texts.Select(text => $"\"{text}\""));

    private Task UntilAsync(string key, HttpStatusCode status, (string Key, HttpStatusCode Status)? meanwhile = null) =>
        Eventually.HoldsAsync(async () =>
        {
            if (await CallAsync(key) == status)
            {
                return true;
            }
            if (meanwhile is { } other)
            {
                Assert.Equal(other.Status, await CallAsync(other.Key));
            }
            return false;
        });

    private async Task<HttpStatusCode> CallAsync(string key)
    {
        using var caller = Http.To(_gateway.Caller.BaseAddress!, key);
        using var response = await caller.GetAsync("/open", Cancellation);
        return response.StatusCode;
    }
}
