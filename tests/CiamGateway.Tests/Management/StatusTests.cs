using System.Text.Json.Nodes;
using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>What an operator reads on <c>/status</c>, while all is well and while it is not.</summary>
public sealed class StatusTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_tells_of_tokens_routes_destinations_and_the_configuration()
    {
        await using var scenario = await StartAsync();
        await scenario.Caller.GetAsync("/Domains", Cancellation);
        var status = await UntilAsync(scenario, status => Requests(status, "domain-list") > 0);

        Assert.Equal(("ready", "All calls succeed"), VerdictOf(status));
        Assert.Empty(status["verdict"]!["problems"]!.AsArray());
        var token = Token(status, "application.client domain.manage");
        Assert.Equal("fresh", token["state"]!.ToString());
        Assert.Equal("application.client domain.manage", token["grantedScope"]!.ToString());
        Assert.Matches("^[0-9a-f]{8}$", token["fingerprint"]!.ToString());
        Assert.InRange(token["expiresInSeconds"]!.GetValue<double>(), 7000, 7199);
        Assert.InRange(token["refreshInSeconds"]!.GetValue<double>(), 7199 * 0.7, 7199 * 0.85);
        Assert.InRange(
            token["expiresAt"]!.GetValue<DateTimeOffset>() - token["obtainedAt"]!.GetValue<DateTimeOffset>(),
            TimeSpan.FromSeconds(7198),
            TimeSpan.FromSeconds(7200)
        );
        Assert.Contains("domain-delete", token["routes"]!.AsArray().Select(route => route!.ToString()));

        var route = Named(status, "routes", "domain-delete");
        Assert.Equal("/Domains/{domainId}", route["path"]!.ToString());
        Assert.Equal("provisioning", route["tokenClient"]!.ToString());
        Assert.Equal("domain-administrators: ops-console", route["mayCall"]!.ToString());
        Assert.Equal("ops-console, payroll, anybody on this machine", Named(status, "routes", "domain-list")["mayCall"]!.ToString());
        var traffic = Named(status, "routes", "domain-list")["traffic"]!;
        Assert.Equal((1, 0.0), (traffic["requests"]!.GetValue<int>(), traffic["errorRatio"]!.GetValue<double>()));
        Assert.True(traffic["p50Milliseconds"]!.GetValue<double>() > 0);

        var client = Named(status, "tokenClients", "provisioning");
        Assert.Equal(("closed", "client_credentials"), (client["circuit"]!.ToString(), client["grantType"]!.ToString()));
        Assert.Null(client["assertionEndsAt"]);
        Assert.Equal(scenario.Api.Address.AbsoluteUri, Named(status, "destinations", "primary")["address"]!.ToString());
        Assert.Equal(1, status["configuration"]!["version"]!.GetValue<int>());
        Assert.Matches("^[0-9a-f]{8}$", status["configuration"]!["hash"]!.ToString());
        Assert.Null(status["sharedCache"]);
    }

    [Fact]
    public async Task It_lists_the_tokens_of_callers_who_bring_their_own_client()
    {
        await using var scenario = await GatewayScenario.StartForAsync(server =>
            new()
            {
                ["Gateway:TokenClients:own:TokenEndpoint"] = server.TokenEndpoint.AbsoluteUri,
                ["Gateway:TokenClients:own:ClientId"] = SandboxClient.Payroll.ClientId,
                ["Gateway:TokenClients:own:ClientSecret"] = SandboxClient.Payroll.ClientSecret,
                [$"Gateway:Callers:{SandboxCaller.Payroll.Name}:TokenClients:provisioning"] = "own",
            }
        );
        await scenario.Gateway.WaitUntilReadyAsync(Cancellation);
        var status = await StatusAsync(scenario);
        Assert.Equal(
            ["own", "provisioning", "provisioning"],
            status["tokens"]!.AsArray().Select(token => token!["client"]!.ToString()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(SandboxClient.Payroll.ClientId, Named(status, "tokenClients", "own")["clientId"]!.ToString());
    }

    [Fact]
    public async Task Granted_scope_that_is_narrower_is_a_problem_with_its_fix()
    {
        await using var scenario = await StartAsync(prepare: server => server.WithheldScope = ["domain.manage"]);
        var status = await StatusAsync(scenario);
        var token = Token(status, "application.client domain.manage");
        Assert.Equal(("application.client", "domain.manage"), (token["grantedScope"]!.ToString(), token["missingScope"]![0]!.ToString()));
        Assert.Equal(("attention", "No calls yet, with 1 problem"), VerdictOf(status));
        Assert.Equal(
            "Less scope is granted than asked for: domain.manage is missing from scope 'application.client domain.manage' of "
                + "client 'provisioning'",
            Assert.Single(Titles(status))
        );
        Assert.StartsWith(
            "Have 'domain.manage' granted to the client",
            status["verdict"]!["problems"]![0]!["reasons"]![0]!["fix"]!.ToString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Tokens_that_differ_in_nothing_but_their_resource_are_told_apart()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new()
            {
                ["Gateway:TokenClients:provisioning:TokenEndpoint"] = "http://127.0.0.1:1/token",
                ["ReverseProxy:Routes:user-list:Transforms:0:Resource"] = "https://api.example.com",
            }
        );
        var status = await UntilAsync(scenario, status => status["verdict"]!["problems"]![0]?["concerns"]!.AsArray().Count == 3);
        var concerns = status["verdict"]!["problems"]![0]!["concerns"]!.AsArray().Select(concern => concern!.ToString()).ToList();
        Assert.Contains("scope 'application.client' and resource 'https://api.example.com' of client 'provisioning': missing", concerns);
        Assert.Distinct(concerns);
        Assert.Single(Titles(status));
    }

    [Fact]
    public async Task A_token_that_is_refused_shows_its_cause_and_takes_its_routes_down()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new()
            {
                ["ReverseProxy:Routes:user-list:Transforms:0:Scope"] = "iam.root",
                ["Gateway:Management:RequiredRoutes:0"] = "user-list",
            }
        );
        var status = await UntilAsync(scenario, status =>
            Token(status, "iam.root")["trouble"] is not null
            && status["tokens"]!.AsArray().Count(token => token!["state"]!.ToString() == "fresh") == 2
        );
        Assert.Equal("missing", Token(status, "iam.root")["state"]!.ToString());
        Assert.Contains("invalid_scope", Token(status, "iam.root")["trouble"]!["cause"]!.ToString(), StringComparison.Ordinal);
        Assert.InRange(Token(status, "iam.root")["trouble"]!["attempts"]!.GetValue<int>(), 1, 2); // A token that comes later wakes it once.
        Assert.Equal("down", Named(status, "routes", "user-list")["state"]!.ToString());
        Assert.Equal(("notReady", "Not ready: 1 of 3 tokens is missing"), VerdictOf(status));
        Assert.Equal("error", status["verdict"]!["problems"]![0]!["severity"]!.ToString());
    }

    [Fact]
    public async Task A_destination_that_fails_is_in_trouble_until_it_answers()
    {
        await using var scenario = await StartAsync();
        await scenario.Api.DisposeAsync();
        await scenario.Caller.GetAsync("/Domains", Cancellation);
        var status = await UntilAsync(scenario, status => Requests(status, "domain-list") > 0);
        var destination = Named(status, "destinations", "primary");
        Assert.Equal("unhealthy", destination["state"]!.ToString());
        Assert.Contains("refuses connections", destination["trouble"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(1.0, Named(status, "routes", "domain-list")["traffic"]!["errorRatio"]!.GetValue<double>());
    }

    [Fact]
    public async Task A_refused_change_shows_its_problems_and_an_applied_one_another_version()
    {
        await using var server = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), Cancellation);
        await using var gateway = await FileGateway.StartAsync(ConfigurationFolder.Sound().With("appsettings.json", Settings(server, "")));
        var before = JsonNode.Parse(await gateway.Operator.GetStringAsync("/status", Cancellation))!["configuration"]!;

        gateway.Write("appsettings.json", Settings(server, "\"AnonymousCallers\": \"Moon\","));
        await gateway.ReloadedAsync("refused");
        var status = JsonNode.Parse(await gateway.Operator.GetStringAsync("/status", Cancellation))!;
        var reload = status["configuration"]!["lastReload"]!;
        Assert.Equal("refused", reload["outcome"]!.ToString());
        Assert.Equal("Gateway:AnonymousCallers", reload["problems"]![0]!["path"]!.ToString());
        Assert.Equal("appsettings.json:1:16", reload["problems"]![0]!["place"]!.ToString());
        Assert.StartsWith("'Moon' is none of", reload["problems"]![0]!["message"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, status["configuration"]!["version"]!.GetValue<int>());
        Assert.Equal("attention", status["verdict"]!["state"]!.ToString());

        gateway.Write("appsettings.json", Settings(server, "\"Shutdown\": { \"Timeout\": \"00:00:01\" },"));
        await gateway.ReloadedAsync();
        status = JsonNode.Parse(await gateway.Operator.GetStringAsync("/status", Cancellation))!;
        Assert.Equal(
            ("applied", 2),
            (status["configuration"]!["lastReload"]!["outcome"]!.ToString(), status["configuration"]!["version"]!.GetValue<int>())
        );
        Assert.NotEqual(before["hash"]!.ToString(), status["configuration"]!["hash"]!.ToString());
        Assert.Equal("ready", status["verdict"]!["state"]!.ToString());
    }

    private static async Task<GatewayScenario> StartAsync(Action<SandboxAuthorizationServer>? prepare = null)
    {
        var scenario = await GatewayScenario.StartAsync(prepare: prepare);
        await scenario.Gateway.WaitUntilReadyAsync(Cancellation);
        return scenario;
    }

    private static string Settings(SandboxAuthorizationServer server, string more) =>
        $$"""
            { "Gateway": { {{more}} "TokenClients": { "provisioning": { "TokenEndpoint": "{{server.TokenEndpoint}}",
              "ClientId": "{{SandboxClient.Gateway.ClientId}}", "ClientSecret": "{{SandboxClient.Gateway.ClientSecret}}" } } },
              "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": { "Address": "http://127.0.0.1:9/" } } } } } }
            """;

    private static async Task<JsonNode> StatusAsync(GatewayScenario scenario) =>
        JsonNode.Parse(await scenario.Operator.GetStringAsync("/status", Cancellation))!;

    private static Task<JsonNode> UntilAsync(GatewayScenario scenario, Func<JsonNode, bool> condition) =>
        Eventually.ValueAsync(
            () => StatusAsync(scenario),
            status => status["tokens"]!.AsArray().Count > 0 && condition(status),
            what: "/status"
        );

    /// <summary>A request counts when it is over, which may be a moment after its answer has arrived.</summary>
    private static int Requests(JsonNode status, string route) => Named(status, "routes", route)["traffic"]!["requests"]!.GetValue<int>();

    private static (string State, string Words) VerdictOf(JsonNode status) =>
        (status["verdict"]!["state"]!.ToString(), status["verdict"]!["words"]!.ToString());

    private static List<string> Titles(JsonNode status) =>
        [.. status["verdict"]!["problems"]!.AsArray().Select(problem => problem!["title"]!.ToString())];

    private static JsonNode Token(JsonNode status, string scope) =>
        Assert.Single(status["tokens"]!.AsArray(), token => token!["scope"]!.ToString() == scope)!;

    private static JsonNode Named(JsonNode status, string list, string name) =>
        Assert.Single(status[list]!.AsArray(), item => item!["name"]!.ToString() == name)!;
}
