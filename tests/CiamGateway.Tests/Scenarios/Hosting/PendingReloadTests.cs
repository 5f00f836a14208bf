using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.Soak;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>
/// A route whose access token changes goes on with its old token until the new one is there. Nothing else of a change waits.
/// </summary>
public sealed class PendingReloadTests : IAsyncLifetime
{
    private static readonly SteadyCall Call = new("GET", "/Domains", 200);
    private readonly ConcurrentDictionary<string, int> _failing = new() { ["new"] = 503 };
    private Upstream _server = null!;
    private Upstream _api = null!;
    private FileGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await Upstream.StartAsync(IssueAsync);
        _api = await Upstream.StartAsync(_ => Task.CompletedTask);
        _gateway = await FileGateway.StartAsync(
            ConfigurationFolder.Sound().With("appsettings.json", Settings()).With("config/routes.json", Routes("old"))
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _api.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(503)]
    [InlineData(401)]
    [InlineData(0)]
    public async Task Calls_go_on_with_the_old_token_until_the_new_one_has_come(int status)
    {
        _failing["new"] = status;
        var load = new SteadyLoad(_gateway.Caller, Call);
        await using (load)
        {
            _gateway.Write("config/routes.json", Routes("new"));
            await _gateway.ReloadedAsync("pending");
            Assert.Equal("Bearer old", await TokenAsync());
            Assert.Equal(0, await _gateway.ReloadsAsync("applied"));
            Assert.Equal(HttpStatusCode.OK, (await _gateway.Operator.GetAsync("/health/ready", Cancellation)).StatusCode);
            _failing.Clear();
            await Eventually.ValueAsync(TokenAsync, token => token == "Bearer new");
        }
        Assert.Empty(load.Failures);
        await _gateway.ReloadedAsync("applied");
    }

    [Fact]
    public async Task The_log_the_status_and_the_metrics_tell_that_a_route_waits()
    {
        _gateway.Write("config/routes.json", Routes("new"));
        await _gateway.ReloadedAsync("pending");
        await _gateway.SaysAsync(
            "1 route(s) use their old access token until the new one has come: 'domain-list'. Missing: "
                + "token client 'provisioning', scope 'new'."
        );
        var reload = (await StatusAsync())["configuration"]!["lastReload"]!;
        Assert.Equal("pending", reload["outcome"]!.GetValue<string>());
        Assert.Contains("scope 'new'", reload["problems"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(0, await _gateway.ReloadsAsync("refused"));
        _failing.Clear();
        await _gateway.ReloadedAsync("applied");
        Assert.Equal("applied", (await StatusAsync())["configuration"]!["lastReload"]!["outcome"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_token_that_comes_at_once_makes_no_change_wait()
    {
        _failing.Clear();
        _gateway.Write("config/routes.json", Routes("new"));
        await _gateway.ReloadedAsync("applied");
        Assert.Equal("Bearer new", await TokenAsync());
        Assert.Equal(0, await _gateway.ReloadsAsync("pending"));
    }

    [Fact]
    public async Task A_right_that_the_same_change_takes_away_ends_at_once()
    {
        _gateway.Write(
            ("config/routes.json", Routes("new")),
            (
                "appsettings.json",
                Settings(""" "AnonymousCallers": "Denied", "Callers": { "payroll": { "Networks": [ "10.1.0.0/16" ] } }, """)
            )
        );
        await _gateway.AnswersAsync("/Domains", 401);
    }

    [Fact]
    public async Task A_route_that_the_change_opens_to_more_callers_does_not_go_on_with_its_old_token()
    {
        _gateway.Write("config/routes.json", Routes("new", policy: "anonymous"));
        await _gateway.AnswersAsync("/Domains", 503);
        Assert.Equal(0, await _gateway.ReloadsAsync("pending"));
    }

    [Fact]
    public async Task A_route_that_other_settings_of_the_change_open_to_more_callers_does_not_either()
    {
        _gateway.Write(("config/routes.json", Routes("new")), ("appsettings.json", Settings(""" "AnonymousCallers": "Allowed", """)));
        await _gateway.AnswersAsync("/Domains", 503);
        Assert.Equal(0, await _gateway.ReloadsAsync("pending"));
    }

    [Fact]
    public async Task A_cluster_that_changes_does_not_get_the_old_token()
    {
        await using var other = await Upstream.StartAsync(_ => Task.CompletedTask);
        _gateway.Write(("config/routes.json", Routes("new")), ("appsettings.json", Settings(api: other)));
        await _gateway.AnswersAsync("/Domains", 503);
        var requests = other.Requests;
        await _gateway.AnswersAsync("/Domains", 503);
        Assert.Equal(requests, other.Requests);
        Assert.Equal(0, await _gateway.ReloadsAsync("pending"));
    }

    [Fact]
    public async Task Without_the_option_the_whole_change_takes_effect_at_once()
    {
        _gateway.Write(
            ("config/routes.json", Routes("new")),
            ("appsettings.json", Settings(""" "Reload": { "WaitForTokens": false }, """))
        );
        await _gateway.AnswersAsync("/Domains", 503);
        Assert.Equal(0, await _gateway.ReloadsAsync("pending"));
    }

    [Fact]
    public async Task A_further_change_replaces_the_one_that_waits()
    {
        // This token is there before its change, so that the change cannot wait for it.
        var users = Route("user-list", "/Users", "third");
        _gateway.Write("config/routes.json", Routes("old", more: users));
        await _gateway.AnswersAsync("/Users", 200);
        _gateway.Write("config/routes.json", Routes("new", more: users));
        await _gateway.ReloadedAsync("pending");
        _gateway.Write("config/routes.json", Routes("third", more: users));
        await Eventually.ValueAsync(TokenAsync, token => token == "Bearer third");
        _failing.Clear();
        _gateway.Write("config/routes.json", Routes("old", more: users));
        await Eventually.ValueAsync(TokenAsync, token => token == "Bearer old");
        await _gateway.ReloadedAsync("applied", times: 3);
        Assert.Equal(1, await _gateway.ReloadsAsync("pending"));
    }

    [Fact]
    public async Task A_route_waits_for_a_new_token_client_while_other_routes_are_there_at_once()
    {
        var load = new SteadyLoad(_gateway.Caller, Call);
        await using (load)
        {
            _gateway.Write(
                ("appsettings.json", Settings(clients: ["provisioning", "second"])),
                ("config/routes.json", Routes("new", client: "second", more: Route("user-list", "/Users", "old")))
            );
            await _gateway.ReloadedAsync("pending");
            Assert.Equal("Bearer old", await TokenAsync());
            await _gateway.AnswersAsync("/Users", 200);
            _failing.Clear();
            await Eventually.ValueAsync(TokenAsync, token => token == "Bearer new");
        }
        Assert.Empty(load.Failures);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The token that a call goes out with.</summary>
    private async Task<string> TokenAsync()
    {
        using var answer = await _gateway.Caller.GetAsync("/Domains", Cancellation);
        return _api.Headers["Authorization"].Single()!;
    }

    private async Task<JsonNode> StatusAsync() => JsonNode.Parse(await _gateway.Operator.GetStringAsync("/status", Cancellation))!;

    /// <summary>A token is called as its scope. Some scopes are not granted: 0 means no answer.</summary>
    private async Task IssueAsync(HttpContext context)
    {
        var scope = (await context.Request.ReadFormAsync()).TryGetValue("scope", out var asked) ? asked.ToString() : "";
        if (!_failing.TryGetValue(scope, out var status))
        {
            await context.Response.WriteAsync($$"""{ "access_token": "{{scope}}", "token_type": "Bearer", "expires_in": 3600 }""");
            return;
        }
        if (status == 0)
        {
            await Upstream.NeverAnswerAsync(context);
        }
        context.Response.StatusCode = status;
        await context.Response.WriteAsync("""{ "error": "invalid_client" }""");
    }

    private string Settings(string more = "", Upstream? api = null, params IEnumerable<string> clients) =>
        $$"""
        {
          "Gateway": { {{more}} "TokenClients": { {{string.Join(", ", clients.DefaultIfEmpty("provisioning").Select(client =>
             $$"""
              "{{client}}": { "TokenEndpoint": "{{_server.Address}}token", "ClientId": "{{client}}", "ClientSecret": "s3cret",
                "Retries": 0 }
              """))}} } },
          "ReverseProxy": { "Clusters": { "provisioning": { "Destinations": { "primary": { "Address": "{{(api ?? _api).Address}}" } } } } }
        }
        """;

    private static string Routes(string scope, string client = "provisioning", string policy = "", string more = "") =>
        $$"""
            { "ReverseProxy": { "Routes": {
              {{Route("domain-list", "/Domains", scope, client, policy)}}{{(more.Length > 0 ? ", " + more : "")}} } } }
            """;

    private static string Route(string name, string path, string scope, string client = "provisioning", string policy = "") =>
        $$"""
            "{{name}}": {
              "ClusterId": "provisioning",
              {{(policy.Length > 0 ? $"\"AuthorizationPolicy\": \"{policy}\"," : "")}}
              "Match": { "Path": "{{path}}", "Methods": [ "GET" ] },
              "Transforms": [ { "AccessToken": "{{client}}", "Scope": "{{scope}}" } ]
            }
            """;
}
