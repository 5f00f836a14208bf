using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>Routes whose paths differ by upper and lower case only: each takes the requests that are written as it is.</summary>
public sealed class LetterCaseTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    [Fact]
    public async Task Each_route_takes_the_requests_with_its_own_letters()
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            new()
            {
                ["ReverseProxy:Routes:lower:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:lower:Match:Path"] = "/domains/{name}",
                ["ReverseProxy:Routes:lower:Match:Methods:0"] = "GET",
                ["ReverseProxy:Routes:lower:Transforms:0:AccessToken"] = "none",
            }
        );
        await gateway.Gateway.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        foreach (
            var (target, status, hasToken) in new[]
            {
                ("/Domains/1", 200, true),
                ("/domains/1", 200, false),
                ("/DOMAINS/1", 400, false),
                ("/domains/Users", 200, false),
                ("/Domains/1", 200, true),
            }
        )
        {
            var request =
                $"GET {target} HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.Payroll.ApiKey}\r\nConnection: close\r\n\r\n";
            var answer = Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request));
            Assert.True(answer.Status == status, $"{target} was answered with {answer.Status}");
            if (status == 200)
            {
                Assert.Equal((target, hasToken), (gateway.Upstream.Target, gateway.Upstream.Headers.ContainsKey("Authorization")));
            }
        }
    }
}
