using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>
/// Where a condition on the query or on a header chooses the route, and with it the scope, a request that another server reads otherwise is
/// refused.
/// </summary>
public sealed class RouteConditionTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Dictionary<string, string?> Settings =>
        new()
        {
            ["ReverseProxy:Routes:full:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:full:Match:Path"] = "/Reports/{id}",
            ["ReverseProxy:Routes:full:Match:QueryParameters:0:Name"] = "mode",
            ["ReverseProxy:Routes:full:Match:QueryParameters:0:Values:0"] = "full",
            ["ReverseProxy:Routes:full:Match:QueryParameters:0:IsCaseSensitive"] = "true",
            ["ReverseProxy:Routes:full:Transforms:0:AccessToken"] = "provisioning",
            ["ReverseProxy:Routes:full:Transforms:0:Scope"] = "application.client domain.manage",
            ["ReverseProxy:Routes:full:Transforms:1:RequestHeader"] = "X-Route",
            ["ReverseProxy:Routes:full:Transforms:1:Set"] = "full",
            ["ReverseProxy:Routes:tenant:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:tenant:Match:Path"] = "/Reports/{id}/Rows",
            ["ReverseProxy:Routes:tenant:Match:Headers:0:Name"] = "X-Tenant-Name",
            ["ReverseProxy:Routes:tenant:Match:Headers:0:Values:0"] = "blue",
            ["ReverseProxy:Routes:tenant:Transforms:0:AccessToken"] = "provisioning",
            ["ReverseProxy:Routes:tenant:Transforms:0:Scope"] = "application.client domain.manage",
            ["ReverseProxy:Routes:tenant:Transforms:1:RequestHeader"] = "X-Route",
            ["ReverseProxy:Routes:tenant:Transforms:1:Set"] = "tenant",
            ["ReverseProxy:Routes:any:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:any:Match:Path"] = "/Reports/{**rest}",
            ["ReverseProxy:Routes:any:Transforms:0:AccessToken"] = "none",
            ["ReverseProxy:Routes:any:Transforms:1:RequestHeader"] = "X-Route",
            ["ReverseProxy:Routes:any:Transforms:1:Set"] = "any",
        };

    [Theory]
    [InlineData("?mode=full", "full")]
    [InlineData("?a=1&a=2&mode=full&b=%3B", "full")]
    [InlineData("?mode=brief", "any")]
    [InlineData("?modes=full&xmode=full&mode-x=full", "any")]
    [InlineData("", "any")]
    [InlineData("?a;mode=full", "which some servers read as")]
    [InlineData("?mode=full;mode=brief", "which some servers read as")]
    [InlineData("?mode=full;", "which some servers read as")]
    [InlineData("?mode=brief&mode=full", "more than once")]
    [InlineData("?mode=full&a=1&mode=full", "more than once")]
    [InlineData("?mode=brief&MODE=full", "more than once")]
    [InlineData("?mode&mode=full", "more than once")]
    [InlineData("?MODE=full", "in other letters")]
    [InlineData("?m%6Fde=full", "in other letters")]
    [InlineData("?mode%20=full", "in other letters")]
    [InlineData("?+mode=full", "in other letters")]
    [InlineData("?mode[]=full", "in other letters")]
    [InlineData("?mode%5B0%5D=full", "in other letters")]
    [InlineData("?mode%00x=full", "in other letters")]
    [InlineData("??mode=full", "two question marks")]
    [InlineData("?mode=full%00", "a control character, a broken escape")]
    [InlineData("?mode=%u0066ull", "a control character, a broken escape")]
    [InlineData("?mode=full%0d%0a", "a control character, a broken escape")]
    [InlineData("?mode=full%", "a control character, a broken escape")]
    [InlineData("?mode=ful%6C", "a broken escape or that of a letter")]
    [InlineData("?mode=%66ull", "a broken escape or that of a letter")]
    [InlineData("?mode=a%2Eb%7E", "any")]
    [InlineData("?mode%3Dfull", "decode it before they split it")]
    [InlineData("?a=%26mode=full", "decode it before they split it")]
    [InlineData("?a=1%26mode%3Dfull", "decode it before they split it")]
    [InlineData("?a=%253Bmode=full", "decode it before they split it")]
    [InlineData("?mode=full%26mode=brief", "decode it before they split it")]
    [InlineData("?a=%26modes%3Dfull%26b", "any")]
    [InlineData("?mode=%26a%20b", "any")]
    public async Task A_query_that_servers_read_in_two_ways_is_refused_where_a_condition_depends_on_it(string query, string expected) =>
        await AssertAsync($"GET /Reports/1{query} HTTP/1.1\r\n", expected);

    [Theory]
    [InlineData("X-Tenant-Name: blue\r\n", "tenant")]
    [InlineData("x-tenant-name: blue\r\nX-Other_Name: blue\r\n", "tenant")]
    [InlineData("X-Tenant-Name: red\r\n", "any")]
    [InlineData("X-Tenant-Name: blue\r\nX-Tenant-Name: red\r\n", "more than once")]
    [InlineData("X-Tenant-Name: red\r\nx-tenant-name: blue\r\n", "more than once")]
    [InlineData("X-Tenant-Name: red, blue\r\n", "several values or a quoted one")]
    [InlineData("X-Tenant-Name: blue,red\r\n", "several values or a quoted one")]
    [InlineData("X-Tenant-Name: \"blue\"\r\n", "several values or a quoted one")]
    [InlineData("X-Tenant-Name: \"red\", red\r\n", "any")]
    [InlineData("X_Tenant_Name: blue\r\n", "is X-Tenant-Name to some servers")]
    [InlineData("X-Tenant-Name: red\r\nx-tenant_name: blue\r\n", "is X-Tenant-Name to some servers")]
    public async Task A_header_that_servers_read_in_two_ways_is_refused_where_a_condition_depends_on_it(string headers, string expected) =>
        await AssertAsync($"GET /Reports/1/Rows HTTP/1.1\r\n{headers}", expected);

    [Theory]
    [InlineData("GET /Domains?a;mode=full&mode=1&mode=2 HTTP/1.1\r\nX_Tenant_Name: blue\r\n")]
    [InlineData("GET /Domains?a;mode=full&MODE=1 HTTP/1.1\r\nX-Tenant-Name: red\r\nX-Tenant-Name: blue\r\n")]
    public async Task On_other_paths_it_passes(string request) => await AssertAsync(request, "");

    /// <param name="expected">A part of the refusal, or the route that takes the request; empty if another one does.</param>
    private async Task AssertAsync(string request, string expected)
    {
        string? route = null;
        await using var upstream = await Upstream.StartAsync(context =>
        {
            route = context.Request.Headers["X-Route"].ToString();
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, upstream.Address, Settings);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var answer = Assert.Single(
            await RawConnection.ExchangeAsync(gateway.Address, $"{request}Host: gateway\r\nConnection: close\r\n\r\n")
        );
        if (expected is "" or "any" or "full" or "tenant")
        {
            Assert.Equal((200, expected), (answer.Status, route));
        }
        else
        {
            Assert.Equal((400, null), (answer.Status, route));
            Assert.Contains("request_target_refused", answer.Body, StringComparison.Ordinal);
            Assert.Contains(expected, answer.Body, StringComparison.Ordinal);
        }
    }
}
