using CiamGateway.Compatibility;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Tests.Compatibility;

/// <summary>The words of YARP's validation on which <see cref="YarpMessages"/> depends.</summary>
public sealed class YarpMessagesTests
{
    private static readonly RouteConfig Sound = new()
    {
        RouteId = "domain-list",
        ClusterId = "provisioning",
        Match = new RouteMatch { Path = "/Domains" },
    };

    [Fact]
    public async Task The_keys_of_an_unknown_transform_can_be_read_from_the_error()
    {
        var transform = new Dictionary<string, string> { ["AcessToken"] = "provisioning", ["Scope"] = "application.client" };
        var error = await ErrorOfAsync(Sound with { Transforms = [transform] });
        Assert.Equal(["AcessToken", "Scope"], YarpMessages.KeysOfUnknownTransform(error).Order());
    }

    [Fact]
    public async Task An_unknown_policy_of_rate_limits_can_be_told_from_one_of_time_limits()
    {
        var rate = await ErrorOfAsync(Sound with { RateLimiterPolicy = "few" });
        var time = await ErrorOfAsync(Sound with { TimeoutPolicy = "slow" });
        Assert.True(YarpMessages.IsUnknownRateLimiterPolicy(rate));
        Assert.False(YarpMessages.IsUnknownTimeoutPolicy(rate));
        Assert.True(YarpMessages.IsUnknownTimeoutPolicy(time));
        Assert.False(YarpMessages.IsUnknownRateLimiterPolicy(time));
        Assert.Empty(YarpMessages.KeysOfUnknownTransform(rate));
    }

    private static async Task<Exception> ErrorOfAsync(RouteConfig route)
    {
        await using var services = new ServiceCollection().AddLogging().AddReverseProxy().Services.BuildServiceProvider();
        return Assert.Single(await services.GetRequiredService<IConfigValidator>().ValidateRouteAsync(route));
    }
}
