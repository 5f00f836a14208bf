using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>
/// Some routers read a slash at the end of a path as an empty parameter, so that another operation is performed than the one that chose the
/// scope.
/// </summary>
public sealed class EmptyParameterTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Dictionary<string, string?> Settings =>
        new()
        {
            ["ReverseProxy:Routes:list:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:list:Match:Path"] = "/Reports",
            ["ReverseProxy:Routes:list:Match:Methods:0"] = "GET",
            ["ReverseProxy:Routes:list:Match:Methods:1"] = "DELETE",
            ["ReverseProxy:Routes:list:Transforms:0:AccessToken"] = "provisioning",
            ["ReverseProxy:Routes:list:Transforms:0:Scope"] = "application.client domain.manage",
            ["ReverseProxy:Routes:one:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:one:Match:Path"] = "/Reports/{id}",
            ["ReverseProxy:Routes:one:Match:Methods:0"] = "GET",
            ["ReverseProxy:Routes:one:Transforms:0:AccessToken"] = "provisioning",
            ["ReverseProxy:Routes:one:Transforms:0:Scope"] = "application.client",
            ["ReverseProxy:Routes:rows:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:rows:Match:Path"] = "/Reports/{id}/Rows",
            ["ReverseProxy:Routes:rows:Transforms:0:AccessToken"] = "provisioning",
            ["ReverseProxy:Routes:rows:Transforms:0:Scope"] = "application.client",
            ["ReverseProxy:Routes:row:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:row:AuthorizationPolicy"] = "domain-administrators",
            ["ReverseProxy:Routes:row:Match:Path"] = "/Reports/{id}/Rows/{**row}",
            ["ReverseProxy:Routes:row:Match:Methods:0"] = "GET",
            ["ReverseProxy:Routes:row:Transforms:0:AccessToken"] = "provisioning",
            ["ReverseProxy:Routes:row:Transforms:0:Scope"] = "application.client",
        };

    [Theory]
    [InlineData("GET /Reports/", 400)]
    [InlineData("GET /Reports/?a=b", 400)]
    [InlineData("GET http://gateway/Reports/", 400)]
    [InlineData("GET /Reports/1/Rows/", 400)]
    [InlineData("GET /Reports", 200)]
    [InlineData("DELETE /Reports/", 200)]
    [InlineData("GET /Reports/1/", 200)]
    [InlineData("GET /Domains/", 200)]
    [InlineData("GET /Domains/1/Users/", 200)]
    public async Task A_slash_is_refused_only_where_another_scope_or_other_callers_go_with_an_empty_parameter(string line, int status)
    {
        var arrived = 0;
        await using var upstream = await Upstream.StartAsync(_ =>
        {
            arrived++;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, upstream.Address, Settings);
        await gateway.WaitUntilReadyAsync(Cancellation);
        var answer = Assert.Single(
            await RawConnection.ExchangeAsync(gateway.Address, $"{line} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n")
        );
        Assert.Equal((status, status == 200 ? 1 : 0), (answer.Status, arrived));
    }
}
