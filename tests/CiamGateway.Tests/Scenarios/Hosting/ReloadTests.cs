using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.Soak;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>A changed configuration is applied whole or not, under load, without a restart.</summary>
public sealed class ReloadTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Life = "ciam_gateway_token_expires_in_seconds";
    private static readonly (string Name, string Secret) First = ("provisioning", SandboxClient.Gateway.ClientSecret);
    private static readonly SteadyCall Call = new("GET", "/Domains", 200);

    [Fact]
    public async Task A_broken_route_file_is_refused_whole_and_named_and_takes_effect_once_it_is_repaired()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(upstream);
        var load = new SteadyLoad(gateway.Caller, Call);
        await using (load)
        {
            gateway.Write("config/routes.json", "{\n  \"ReverseProxy\": oops\n}");
            await gateway.ReloadedAsync("refused");
            await gateway.SaysAsync("config/routes.json:2:19: is not JSON");
            await gateway.SaysAsync("The last good configuration keeps serving");
            gateway.Write("config/routes.json", Routes(Route("domain-list", "/Domains"), Route("user-list", "/Users")));
            await gateway.AnswersAsync("/Users", 200);
        }
        Assert.Empty(load.Failures);
    }

    [Fact]
    public async Task A_change_with_one_wrong_part_changes_nothing()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(upstream);
        gateway.Write(
            "config/routes.json",
            Routes(Route("user-list", "/Users"), Route("domain-list", "/Domains", client: "provisionning"))
        );
        await gateway.ReloadedAsync("refused");
        await gateway.SaysAsync(
            "ReverseProxy:Routes:domain-list:Transforms:0:AccessToken: 'provisionning' is not a token client. Fix: write 'provisioning'."
        );
        await gateway.AnswersAsync("/Domains", 200);
        await gateway.AnswersAsync("/Users", 404);
    }

    [Fact]
    public async Task A_route_constraint_that_routing_does_not_know_is_refused_by_name()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(upstream);
        gateway.Write("config/routes.json", Routes(Route("user-list", "/Users"), Route("domain", "/Domains/{id:integer}")));
        await gateway.ReloadedAsync("refused");
        await gateway.SaysAsync("ReverseProxy:Routes:domain:Match:Path: 'integer' is not a route constraint. Fix: write 'int'.");
        await gateway.AnswersAsync("/Domains", 200);
        await gateway.AnswersAsync("/Users", 404);
    }

    [Fact]
    public async Task A_token_client_comes_changes_goes_and_comes_back_with_its_route()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(upstream);
        var load = new SteadyLoad(gateway.Caller, Call);
        await using (load)
        {
            gateway.Write(
                ("appsettings.json", Settings(upstream, First, ("second", SandboxClient.Gateway.ClientSecret))),
                ("config/routes.json", WithSecond())
            );
            await gateway.AnswersAsync("/Users", 200);

            gateway.Write(
                ("config/routes.json", Routes(Route("domain-list", "/Domains"))),
                ("appsettings.json", Settings(upstream, First))
            );
            await gateway.AnswersAsync("/Users", 404);

            gateway.Write(("appsettings.json", Settings(upstream, First, ("second", "wrong"))), ("config/routes.json", WithSecond()));
            await gateway.AnswersAsync("/Users", 502);

            gateway.Write("appsettings.json", Settings(upstream, First, ("second", SandboxClient.Gateway.ClientSecret)));
            await gateway.AnswersAsync("/Users", 200);
        }
        Assert.Empty(load.Failures);
        Assert.Equal(0, (await gateway.MetricsAsync()).Sum("ciam_gateway_config_reloads_total", "outcome=\"refused\""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_token_that_no_route_needs_any_more_is_forgotten(bool isWarm)
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(upstream);
        gateway.Write(
            "config/routes.json",
            Routes(Route("domain-list", "/Domains"), Route("user-list", "/Users", isWarm: isWarm, scope: "domain.manage"))
        );
        await gateway.AnswersAsync("/Users", 200);
        Assert.True((await gateway.MetricsAsync()).Sum(Life, "scope=\"domain.manage\"") > 0);
        gateway.Write("config/routes.json", Routes(Route("domain-list", "/Domains"), Route("user-list", "/Users", isWarm: isWarm)));
        await gateway.ShowsNoneAsync(Life, "scope=\"domain.manage\"");
        Assert.True((await gateway.MetricsAsync()).Sum(Life, "scope=\"application.client\"") > 0);
    }

    [Fact]
    public async Task Files_that_are_still_being_written_are_read_once_they_are_at_rest()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await FileGateway.StartAsync(Folder(upstream), TimeProvider.System);
        gateway.Write("config/routes.json", "{ \"ReverseProxy\": { \"Routes\": {");
        gateway.Write("config/routes.json", WithSecond());
        gateway.Write("appsettings.json", Settings(upstream, First, ("second", SandboxClient.Gateway.ClientSecret)));
        await gateway.AnswersAsync("/Users", 200);
        await gateway.ReloadedAsync();
        Assert.Equal(0, (await gateway.MetricsAsync()).Sum("ciam_gateway_config_reloads_total", "outcome=\"refused\""));
    }

    [Fact]
    public async Task A_file_that_is_empty_for_a_while_is_refused_and_what_follows_takes_effect()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(upstream);
        var load = new SteadyLoad(gateway.Caller, Call);
        await using (load)
        {
            gateway.Write("config/routes.json", "");
            await gateway.ReloadedAsync("refused");
            gateway.Write("config/routes.json", Routes(Route("domain-list", "/Domains"), Route("user-list", "/Users")));
            await gateway.AnswersAsync("/Users", 200);
        }
        Assert.Empty(load.Failures);
    }

    [Fact]
    public async Task A_file_that_is_renamed_over_the_old_one_takes_effect()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(upstream);
        gateway.Rename("config/routes.json", Routes(Route("user-list", "/Users")));
        await gateway.AnswersAsync("/Users", 200);
        await gateway.AnswersAsync("/Domains", 404);
    }

    [Fact]
    public async Task A_folder_of_routes_that_Kubernetes_swaps_takes_effect()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        var folder = Folder(upstream);
        folder.With("config/..2026_01/routes.json", Routes(Route("domain-list", "/Domains")));
        File.Delete(Path.Combine(folder.Path, "config/routes.json"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "config/..data"), "..2026_01");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "config/routes.json"), "..data/routes.json");
        await using var gateway = await FileGateway.StartAsync(folder);
        gateway.Write("config/..2026_02/routes.json", Routes(Route("user-list", "/Users")));
        await FileGateway.RelinkAsync(Path.Combine(folder.Path, "config/..data"), "..2026_02");
        Directory.Delete(Path.Combine(folder.Path, "config/..2026_01"), recursive: true);
        await gateway.AnswersAsync("/Users", 200);
        await gateway.AnswersAsync("/Domains", 404);
    }

    [Fact]
    public async Task Headers_anonymous_callers_trusted_proxies_audit_log_and_shutdown_change_while_the_gateway_runs()
    {
        await using var upstream = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            return Task.CompletedTask;
        });
        var folder = Folder(upstream);
        await using var gateway = await FileGateway.StartAsync(folder);
        gateway.Caller.DefaultRequestHeaders.Add("Cookie", "c=d");

        await ChangeAsync(""" "RequestHeaders": { "Allow": [ "Cookie" ] }, "ResponseHeaders": { "Allow": [ "Set-Cookie" ] } """);
        using (var answer = await gateway.Caller.GetAsync("/Domains", TestContext.Current.CancellationToken))
        {
            Assert.Equal(["a=b"], answer.Headers.GetValues("Set-Cookie"));
        }
        Assert.Equal(["c=d"], upstream.Headers["Cookie"]);
        await ChangeAsync(""" "AnonymousCallers": "Denied", "Callers": { "payroll": { "Networks": [ "10.1.0.0/16" ] } } """);
        await gateway.AnswersAsync("/Domains", 401);
        await ChangeAsync(""" "TrustedProxies": [ "127.0.0.1/32" ] """);
        await gateway.AnswersAsync("/Domains", 401);
        await ChangeAsync(""" "Audit": { "Target": "File", "File": "audit.log", "Methods": [ "GET" ] } """);
        await gateway.AnswersAsync("/Domains", 200);
        Assert.DoesNotContain("Cookie", upstream.Headers.Keys);
        var audit = Path.Combine(folder.Path, "audit.log");
        await Eventually.HoldsAsync(() =>
            File.Exists(audit) && File.ReadAllText(audit).Contains("\"path\":\"/Domains\"", StringComparison.Ordinal)
        );
        await ChangeAsync(""" "Shutdown": { "Delay": "00:00:00", "Timeout": "00:00:07" } """);
        Assert.Equal(TimeSpan.FromSeconds(7), gateway.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);

        async Task ChangeAsync(string keys)
        {
            var applied = await gateway.ReloadsAsync("applied");
            gateway.Rename(
                "appsettings.json",
                Settings(upstream, ("provisioning", SandboxClient.Gateway.ClientSecret))
                    .Replace("\"TokenClients\"", $"{keys}, \"TokenClients\"", StringComparison.Ordinal)
            );
            await gateway.ReloadedAsync("applied", applied + 1);
        }
    }

    [Fact]
    public async Task A_change_listener_that_fails_does_not_stop_a_change()
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await FileGateway.StartAsync(Folder(upstream));
        using var listener = gateway
            .Services.GetRequiredService<IConfiguration>()
            .GetReloadToken()
            .RegisterChangeCallback(_ => throw new InvalidOperationException("no listener"), state: null);
        gateway.Write("config/routes.json", Routes(Route("user-list", "/Users")));
        await gateway.AnswersAsync("/Users", 200);
        await gateway.AnswersAsync("/Domains", 404);
        await gateway.ReloadedAsync();
        await gateway.SaysAsync("a part of the process failed to follow the change");
        Assert.Equal(0, await gateway.ReloadsAsync("refused"));
    }

    [Fact]
    public async Task A_link_that_leads_to_itself_is_a_problem_like_any_other()
    {
        using var folder = ConfigurationFolder.Sound();
        File.Delete(Path.Combine(folder.Path, "secret"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "secret"), "secret");
        Assert.StartsWith(
            "Gateway:TokenClients:provisioning:ClientSecretFile: file ",
            Assert.Single(await folder.Problems()),
            StringComparison.Ordinal
        );
    }

    private Task<FileGateway> StartAsync(Upstream upstream) => FileGateway.StartAsync(Folder(upstream));

    private ConfigurationFolder Folder(Upstream upstream) =>
        ConfigurationFolder
            .Sound()
            .With("appsettings.json", Settings(upstream, ("provisioning", SandboxClient.Gateway.ClientSecret)))
            .With("config/routes.json", Routes(Route("domain-list", "/Domains")));

    private string Settings(Upstream upstream, params IEnumerable<(string Name, string Secret)> clients) =>
        $$"""
        {
          "Gateway": { "TokenClients": { {{string.Join(", ", clients.Select(client =>
             $$"""
              "{{client.Name}}": { "TokenEndpoint": "{{fixture.TokenEndpoint}}", "ClientId": "{{SandboxClient.Gateway.ClientId}}",
                "ClientSecret": "{{client.Secret}}" }
              """))}} } },
          "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": { "Address": "{{upstream.Address}}" } } } } }
        }
        """;

    private static string Routes(params IEnumerable<string> routes) =>
        $$"""{ "ReverseProxy": { "Routes": { {{string.Join(", ", routes)}} } } }""";

    private static string WithSecond() =>
        Routes(Route("domain-list", "/Domains"), Route("user-list", "/Users", client: "second", isWarm: false));

    private static string Route(
        string name,
        string path,
        string client = "provisioning",
        bool isWarm = true,
        string scope = "application.client"
    ) =>
        $$"""
            "{{name}}": {
              "ClusterId": "provisioning",
              "Match": { "Path": "{{path}}", "Methods": [ "GET" ] },
              "Transforms": [ { "AccessToken": "{{client}}", "Scope": "{{scope}}", "Warm": "{{isWarm}}" } ]
            }
            """;
}
