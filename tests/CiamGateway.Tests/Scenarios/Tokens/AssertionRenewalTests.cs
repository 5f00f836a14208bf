using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.Soak;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>
/// Another program renews the file of the client assertion in every way there is, while calls go on and none of them fails. The gateway is
/// a process: the native binary, if <c>CIAM_GATEWAY</c> names it.
/// </summary>
public sealed class AssertionRenewalTests : IAsyncLifetime
{
    private const string Token = "tokens/assertion";
    private const int Scopes = 8;

    private readonly ConcurrentDictionary<string, bool> _accepted = new();
    private readonly ConcurrentQueue<string> _refused = new();
    private Upstream _server = null!;
    private Upstream _api = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await Upstream.StartAsync(GrantAsync);
        _api = await Upstream.StartAsync(_ => Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_hundred_renewals_in_place_in_two_steps_by_name_and_by_link_fail_no_call()
    {
        var folder = Folder();
        Link(folder, 0);
        await using var gateway = await RunningGateway.StartAsync(folder);
        using var caller = Http.To(gateway.Address);
        using var watcher = Http.To(gateway.Management);
        var load = new SteadyLoad(caller, [.. Enumerable.Range(0, Scopes).Select(scope => new SteadyCall("GET", $"/{scope}", 200))]);
        await using (load)
        {
            for (var renewal = 1; renewal <= 100; renewal++)
            {
                await RenewAsync(folder, renewal, load);
                await Eventually.HoldsAsync(
                    () => _accepted.ContainsKey($"{renewal}"),
                    interval: TimeSpan.FromMilliseconds(5),
                    what: $"renewal {renewal} is used"
                );
            }
        }
        var status = JsonNode.Parse(await watcher.GetStringAsync("/status", TestContext.Current.CancellationToken))!;
        Assert.InRange(
            status["tokenClients"]![0]!["assertionEndsAt"]!.GetValue<DateTimeOffset>(),
            TimeProvider.System.GetUtcNow(),
            TimeProvider.System.GetUtcNow().AddMinutes(1)
        );
        Assert.Empty(load.Failures);
        Assert.Empty(_refused);
        Assert.True(load.Count > 100);
        var metrics = await ScrapedMetrics.OfAsync(watcher, TestContext.Current.CancellationToken);
        Assert.Equal(0, metrics.Sum("ciam_gateway_config_reloads_total", "outcome=\"applied\""));
        Assert.Equal("", string.Join('\n', gateway.Errors.Where(line => line.Contains("got no access token", StringComparison.Ordinal))));
        TestContext.Current.TestOutputHelper?.WriteLine($"{_accepted.Count} assertions were accepted; {load.Count} calls, none failed.");
    }

    private static async Task RenewAsync(ConfigurationFolder folder, int renewal, SteadyLoad load)
    {
        var path = Path.Combine(folder.Path, Token);
        switch (renewal % 4)
        {
            case 0:
                Link(folder, renewal);
                break;
            case 1:
                await FileGateway.RelinkAsync(Path.Combine(folder.Path, "tokens/..data"), Lay(folder, renewal));
                break;
            case 2:
                File.WriteAllText(path + ".new", Assertion(renewal));
                File.Move(path + ".new", path, overwrite: true);
                break;
            default:
                // Empty for a while, then half of it, then all.
                var before = load.Count;
                File.WriteAllText(path, "");
                await Eventually.HoldsAsync(() => load.Count > before + 2, interval: TimeSpan.FromMilliseconds(1));
                File.WriteAllText(path, Assertion(renewal)[..300]);
                await Eventually.HoldsAsync(() => load.Count > before + 4, interval: TimeSpan.FromMilliseconds(1));
                File.WriteAllText(path, Assertion(renewal));
                break;
        }
    }

    /// <summary>Puts the link there that Kubernetes has: the file leads to a folder of its own by way of <c>..data</c>.</summary>
    private static void Link(ConfigurationFolder folder, int renewal)
    {
        var (path, data) = (Path.Combine(folder.Path, Token), Path.Combine(folder.Path, "tokens/..data"));
        var target = Lay(folder, renewal);
        File.Delete(data);
        Directory.CreateSymbolicLink(data, target);
        if (new FileInfo(path).LinkTarget is null)
        {
            File.CreateSymbolicLink(path + ".new", "..data/assertion");
            File.Move(path + ".new", path, overwrite: true);
        }
    }

    private static string Lay(ConfigurationFolder folder, int renewal)
    {
        folder.With($"tokens/..{renewal}/assertion", Assertion(renewal));
        return $"..{renewal}";
    }

    /// <summary>Ends long before the test does, so that each is needed.</summary>
    private static string Assertion(int renewal) => SignedAssertion.Create(TimeProvider.System.GetUtcNow().AddMinutes(1), $"{renewal}");

    private async Task GrantAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var id = await SignedAssertion.IdOfAsync(form["client_assertion"]);
        context.Response.ContentType = "application/json";
        if (id is null)
        {
            _refused.Enqueue($"{form["client_assertion"]}");
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync("""{ "error": "invalid_client" }""", context.RequestAborted);
            return;
        }
        _accepted[id] = true;
        await context.Response.WriteAsync(TokenEngine.TokenResponse(expiresIn: "2"), context.RequestAborted);
    }

    private ConfigurationFolder Folder() =>
        ConfigurationFolder
            .Sound()
            .With(
                "config/routes.json",
                $$"""
            { "ReverseProxy": { "Routes": { {{string.Join(",", Enumerable.Range(0, Scopes).Select(scope => $$"""
                "route-{{scope}}": {
                  "ClusterId": "provisioning", "Match": { "Path": "/{{scope}}" },
                  "Transforms": [ { "AccessToken": "provisioning", "Scope": "{{scope}}" } ] }
                """))}} } } }
            """
            )
            .With(
                "appsettings.json",
                $$"""
                {
                  "Gateway": { "TokenClients": { "provisioning": {
                    "TokenEndpoint": "{{_server.Address}}", "ClientId": "gateway",
                    "ClientAuthentication": "private_key_jwt", "ClientAssertionFile": "{{Token}}" } } },
                  "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": { "Address": "{{_api.Address}}" } } } } }
                }
                """
            );
}
