using CiamGateway.Sandbox.Soak;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>No garbage is collected during the start, and the start's objects are moved to the oldest generation soon after it.</summary>
public sealed class StartupMemoryTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    [Fact]
    public async Task Garbage_is_collected_before_the_start_and_twice_soon_after_it()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await RunningGateway.StartAsync(authorizationServer.TokenEndpoint, api.Address, []);
        using var management = Http.To(gateway.Management);
        var metrics = await Eventually.ValueAsync(
            () => ScrapedMetrics.OfAsync(management, TestContext.Current.CancellationToken),
            metrics => Collections(metrics, generation: 1) > 2
        );
        // Each collection counts for the generations below its own, too.
        Assert.Equal(
            (1, 3, 3),
            (Collections(metrics, generation: 2), Collections(metrics, generation: 1), Collections(metrics, generation: 0))
        );
    }

    private static double Collections(ScrapedMetrics metrics, int generation) =>
        metrics.Sum("dotnet_collection_count_total", $"generation=\"{generation}\"");
}
