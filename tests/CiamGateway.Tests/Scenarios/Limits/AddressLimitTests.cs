using Xunit;

namespace CiamGateway.Tests.Scenarios.Limits;

/// <summary>Anonymous callers have a limit for each address from which they call.</summary>
public sealed class AddressLimitTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    [Fact]
    public async Task Addresses_of_one_64_share_a_limit_and_their_neighbours_have_their_own()
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            new()
            {
                ["Gateway:AnonymousCallers"] = "Allowed",
                ["Gateway:TrustedProxies:0"] = "127.0.0.1/32",
                ["Gateway:Limits:PerCaller:Requests"] = "2",
                ["Gateway:Limits:PerCaller:Window"] = "1.00:00:00",
            }
        );
        Assert.Equal(200, await StatusAsync(gateway, "2001:db8:0:1::1"));
        Assert.Equal(200, await StatusAsync(gateway, "2001:db8:0:1:ffff::2"));
        Assert.Equal(429, await StatusAsync(gateway, "2001:db8:0:1::3"));
        Assert.Equal(200, await StatusAsync(gateway, "2001:db8:0:2::1"));
        Assert.Equal(200, await StatusAsync(gateway, "192.0.2.1"));
        Assert.Equal(200, await StatusAsync(gateway, "::ffff:192.0.2.1"));
        Assert.Equal(429, await StatusAsync(gateway, "192.0.2.1"));
        Assert.Equal(200, await StatusAsync(gateway, "192.0.2.2"));
    }

    private static async Task<int> StatusAsync(GatewayBeforeUpstream gateway, string source)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Domains");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", source);
        using var response = await gateway.Caller.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }
}
