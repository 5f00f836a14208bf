using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>What has one cause is one problem, with all that it concerns.</summary>
public sealed class ProblemGroupTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dead_authorization_server_is_one_problem_for_all_scopes_and_clients()
    {
        var closed = FreePort.Take();
        var server = $"http://127.0.0.1:{closed}";
        var status = await ProblemsAsync(
            WithSecondClient(new() { ["Gateway:TokenClients:provisioning:TokenEndpoint"] = $"{server}/token" }, $"{server}/other/token"),
            problems => problems is [{ } only] && only["concerns"]!.AsArray().Count == 3
        );
        var problem = Assert.Single(status)!;
        Assert.Equal("error", problem["severity"]!.ToString());
        Assert.Equal($"No token from {server} for 2 clients: 15 routes fail", problem["title"]!.ToString());
        Assert.Equal(
            [
                "scope 'application.client domain.manage' of client 'provisioning': missing",
                "scope 'application.client' of client 'provisioning': missing",
                "scope 'application.client' of client 'second': missing",
            ],
            problem["concerns"]!.AsArray().Select(concern => concern!.ToString()).Order(StringComparer.Ordinal)
        );
        var reason = Assert.Single(problem["reasons"]!.AsArray())!;
        Assert.StartsWith("The authorization server refuses connections.", reason["cause"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains(server, reason["fix"]!.ToString(), StringComparison.Ordinal);
        Assert.NotNull(problem["since"]);
    }

    [Fact]
    public async Task Two_authorization_servers_that_are_dead_are_two_problems()
    {
        var closed = FreePort.Take();
        var other = FreePort.Take();
        var status = await ProblemsAsync(
            WithSecondClient(
                new() { ["Gateway:TokenClients:provisioning:TokenEndpoint"] = $"http://127.0.0.1:{closed}/token" },
                $"http://127.0.0.1:{other}/token"
            ),
            problems => problems.Count == 2
        );
        Assert.Equal(2, status.Select(problem => problem!["title"]!.ToString()).Distinct().Count());
    }

    [Fact]
    public async Task A_client_that_is_refused_is_one_problem_for_all_its_scopes()
    {
        var status = await ProblemsAsync(new() { ["Gateway:TokenClients:provisioning:ClientSecret"] = "wrong" }, problems =>
            problems is [{ } only]
            && only["concerns"]!.AsArray().Count == 2
            && only["reasons"]!.AsArray() is [{ } reason]
            && reason["cause"]!.ToString() != "It is being asked for."
        );
        Assert.EndsWith("for client 'provisioning': 15 routes fail", status[0]!["title"]!.ToString(), StringComparison.Ordinal);
        Assert.Contains("invalid_client", status[0]!["reasons"]![0]!["cause"]!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_that_fail_for_want_of_the_token_are_in_the_headline_and_add_no_problem()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:TokenClients:provisioning:ClientSecret"] = "wrong" });
        using var management = Http.To(gateway.Gateway.Management);
        using var answer = await gateway.Caller.GetAsync("/Users", Cancellation);
        var status = await Eventually.ValueAsync(
            async () => JsonNode.Parse(await management.GetStringAsync("/status", Cancellation))!,
            status => status["verdict"]!["since"] is not null,
            what: "/status"
        );
        Assert.Equal("Every call to provisioning fails: no access token", status["verdict"]!["words"]!.ToString());
        Assert.Equal("error", status["verdict"]!["severity"]!.ToString());
        Assert.All(status["verdict"]!["problems"]!.AsArray(), problem => Assert.Equal("token", problem!["subject"]!.ToString()));
    }

    private static Dictionary<string, string?> WithSecondClient(Dictionary<string, string?> settings, string tokenEndpoint) =>
        new(settings)
        {
            ["Gateway:TokenClients:second:TokenEndpoint"] = tokenEndpoint,
            ["Gateway:TokenClients:second:ClientId"] = "second",
            ["Gateway:TokenClients:second:ClientSecret"] = "an0ther",
            ["ReverseProxy:Routes:user-list:Transforms:0:AccessToken"] = "second",
            ["ReverseProxy:Routes:user-list:Transforms:0:Scope"] = "application.client",
        };

    private Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings) =>
        GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, settings);

    private async Task<JsonArray> ProblemsAsync(Dictionary<string, string?> settings, Func<JsonArray, bool> condition)
    {
        await using var gateway = await StartAsync(settings);
        using var management = Http.To(gateway.Gateway.Management);
        return await Eventually.ValueAsync(
            async () => JsonNode.Parse(await management.GetStringAsync("/status", Cancellation))!["verdict"]!["problems"]!.AsArray(),
            condition,
            what: "the problems of /status"
        );
    }
}
