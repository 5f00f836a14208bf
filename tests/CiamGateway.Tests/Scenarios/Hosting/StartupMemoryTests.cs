using CiamGateway.Sandbox.Soak;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>Garbage is collected before the start and a few seconds after it, not meanwhile.</summary>
public sealed class StartupMemoryTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    [Fact]
    public async Task Nothing_is_collected_during_the_start_and_its_garbage_afterwards()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await RunningGateway.StartAsync(authorizationServer.TokenEndpoint, api.Address, []);
        using var management = Http.To(gateway.Management);
        var metrics = await Eventually.ValueAsync(
            () => ScrapedMetrics.OfAsync(management, TestContext.Current.CancellationToken),
            scraped => Collections(scraped, generation: 2) >= 2,
            process: gateway.Process
        );
        // Each collection counts for the generations below its own, too.
        Assert.Equal((2, 2), (Collections(metrics, generation: 2), Collections(metrics, generation: 0)));
    }

    private static double Collections(ScrapedMetrics metrics, int generation) =>
        metrics.Sum("dotnet_collection_count_total", $"generation=\"{generation}\"");
}
