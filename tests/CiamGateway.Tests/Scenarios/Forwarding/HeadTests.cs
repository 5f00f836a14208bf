using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>HEAD is served wherever GET is listed, as GET is (RFC 9110 §9.3.2).</summary>
public sealed class HeadTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_every_shipped_route_that_lists_GET_it_arrives_with_the_scope_of_GET()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        var operations = CiamGateway.Sandbox.ProvisioningApi.Operations.All.Where(operation => operation.Method is "GET").ToList();
        Assert.Equal(12, operations.Count);
        foreach (var operation in operations)
        {
            var path = operation.Path.Replace("{", "", StringComparison.Ordinal).Replace("}", "-1", StringComparison.Ordinal);
            var answer = await AskAsync(scenario.Gateway, "HEAD", path);
            Assert.True(answer is { Code: null, Status: 200 or 404 }, $"HEAD {path} was answered with {answer.Status} {answer.Code}");
            var arrived = scenario.Api.Journal.Entries.Last();
            Assert.Equal(
                ("HEAD", path, $"GET {operation.Path}", operation.Scope),
                (arrived.Method, arrived.Target, arrived.Operation, arrived.Scope)
            );
        }
    }

    [Fact]
    public async Task Status_and_headers_pass_as_the_API_sent_them_and_the_connection_is_kept()
    {
        await using var gateway = await StartAsync();
        using var connection = await RawConnection.OpenAsync(gateway.Gateway.Address);
        for (var i = 0; i < 3; i++)
        {
            await connection.SendAsync("HEAD /Domains?x=%41 HTTP/1.1\r\nHost: gateway\r\n\r\n");
            var answer = (await connection.ReadAsync(hasNoBody: true))!;
            Assert.Equal((200, "12345", "\"7\""), (answer.Status, answer.Headers["Content-Length"], answer.Headers["ETag"]));
            Assert.Equal(("HEAD", "/Domains?x=%41"), (gateway.Upstream.Method, gateway.Upstream.Target));
            Assert.StartsWith("Bearer eyJ", Assert.Single(gateway.Upstream.Headers["Authorization"]), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/guarded", null, 401)]
    [InlineData("/guarded", "payroll-demo-key", 403)]
    [InlineData("/guarded", "ops-console-demo-key", 200)]
    public async Task The_policy_of_GET_guards_it(string path, string? key, int status)
    {
        await using var gateway = await StartAsync([
            .. Route("guarded", "/guarded", "GET"),
            new("ReverseProxy:Routes:guarded:AuthorizationPolicy", "domain-administrators"),
        ]);
        Assert.Equal(status, (await AskAsync(gateway.Gateway, "GET", path, key)).Status);
        Assert.Equal(status, (await AskAsync(gateway.Gateway, "HEAD", path, key)).Status);
    }

    [Fact]
    public async Task It_counts_for_the_rate_limit_of_GET()
    {
        await using var gateway = await StartAsync([
            .. Route("limited", "/limited", "GET"),
            new("ReverseProxy:Routes:limited:RateLimiterPolicy", "two"),
            new("Gateway:RateLimits:two:Requests", "2"),
            new("Gateway:RateLimits:two:Window", "01:00:00"),
        ]);
        var statuses = new List<int>();
        foreach (var method in new[] { "HEAD", "GET", "HEAD" })
        {
            statuses.Add((await AskAsync(gateway.Gateway, method, "/limited")).Status);
        }
        Assert.Equal([200, 200, 429], statuses);
    }

    [Theory]
    [InlineData("/things/1", "get", "get")]
    [InlineData("/things/2", "get", "head")]
    [InlineData("/things/x", "rest", "rest")]
    public async Task A_route_that_lists_HEAD_wins_and_otherwise_it_takes_the_route_of_GET(string path, string ofGet, string ofHead)
    {
        await using var gateway = await StartAsync([
            .. Route("get", "/things/{id:int}", "GET", "PUT"),
            .. Route("head", "/things/2", "HEAD"),
            .. Route("rest", "/things/{**rest}"),
        ]);
        Assert.Equal((ofGet, ofHead), (await RouteOfAsync(gateway, "GET", path), await RouteOfAsync(gateway, "HEAD", path)));
    }

    [Fact]
    public async Task Of_two_routes_for_one_path_each_takes_the_method_that_it_lists()
    {
        await using var gateway = await StartAsync([.. Route("get", "/x/{id}", "GET"), .. Route("head", "/x/{id}", "HEAD")]);
        Assert.Equal(("get", "head"), (await RouteOfAsync(gateway, "GET", "/x/1"), await RouteOfAsync(gateway, "HEAD", "/x/1")));
    }

    [Fact]
    public async Task A_route_that_lists_both_wins_for_HEAD_over_one_that_lists_GET_first()
    {
        await using var gateway = await StartAsync([
            .. Route("first", "/x", "GET"),
            .. Route("second", "/x", "HEAD", "POST"),
            new("ReverseProxy:Routes:first:Order", "-1"),
        ]);
        Assert.Equal(("first", "second"), (await RouteOfAsync(gateway, "GET", "/x"), await RouteOfAsync(gateway, "HEAD", "/x")));
    }

    [Theory]
    [InlineData("PATCH", "/Domains", "GET, HEAD, POST")]
    [InlineData("HEAD", "/things", "PUT")]
    [InlineData("OPTIONS", "/Users", "GET, HEAD")]
    public async Task Allow_names_it_where_GET_is_listed_and_only_there(string method, string path, string allowed)
    {
        await using var gateway = await StartAsync([.. Route("things", "/things", "PUT")]);
        var answer = await AskAsync(gateway.Gateway, method, path);
        Assert.Equal(
            (405, "method_not_allowed", allowed),
            (answer.Status, answer.Code, string.Join(", ", answer.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal)))
        );
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task One_switch_refuses_it_while_the_gateway_runs()
    {
        await using var gateway = await StartAsync([new("Gateway:HeadAsGet", "false")]);
        var refused = await AskAsync(gateway.Gateway, "HEAD", "/Domains");
        Assert.Equal(
            (405, "GET, POST"),
            (refused.Status, string.Join(", ", refused.Headers["Allow"].Split(", ").Order(StringComparer.Ordinal)))
        );
        await gateway.ReconfigureAsync(new() { ["Gateway:HeadAsGet"] = "true" });
        Assert.Equal(200, (await AskAsync(gateway.Gateway, "HEAD", "/Domains")).Status);
        await gateway.ReconfigureAsync(new() { ["Gateway:HeadAsGet"] = "false" });
        Assert.Equal(405, (await AskAsync(gateway.Gateway, "HEAD", "/Domains")).Status);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Route(string name, string path, params string[] methods)
    {
        yield return new($"ReverseProxy:Routes:{name}:ClusterId", "provisioning");
        yield return new($"ReverseProxy:Routes:{name}:Match:Path", path);
        yield return new($"ReverseProxy:Routes:{name}:Transforms:0:AccessToken", "none");
        yield return new($"ReverseProxy:Routes:{name}:Transforms:1:RequestHeader", "X-Route");
        yield return new($"ReverseProxy:Routes:{name}:Transforms:1:Set", name);
        foreach (var (index, method) in methods.Index())
        {
            yield return new($"ReverseProxy:Routes:{name}:Match:Methods:{index}", method);
        }
    }

    private static async Task<string?> RouteOfAsync(GatewayBeforeUpstream gateway, string method, string path)
    {
        Assert.Equal(200, (await AskAsync(gateway.Gateway, method, path)).Status);
        Assert.Equal(method, gateway.Upstream.Method);
        return Assert.Single(gateway.Upstream.Headers["X-Route"]);
    }

    private static async Task<RawResponse> AskAsync(SandboxGateway gateway, string method, string path, string? key = null)
    {
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        await connection.SendAsync($"{method} {path} HTTP/1.1\r\nHost: gateway\r\n{(key is null ? "" : $"X-Api-Key: {key}\r\n")}\r\n");
        return (await connection.ReadAsync(hasNoBody: method is "HEAD"))!;
    }

    private async Task<GatewayBeforeUpstream> StartAsync(IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            context =>
            {
                context.Response.Headers.ETag = "\"7\"";
                context.Response.ContentLength = context.Request.Method is "HEAD" ? 12345 : 0;
                return Task.CompletedTask;
            },
            new(settings ?? [])
        );
        await gateway.Gateway.WaitUntilReadyAsync(Cancellation);
        return gateway;
    }
}
