using CiamGateway.Benchmarks.Peers;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary><c>reload</c>: the routes file is changed again and again, every route of it, while calls go on. None may fail.</summary>
internal static class ReloadBenchmark
{
    private static readonly TimeSpan LongestReload = TimeSpan.FromSeconds(10);

    public static async Task<Measurement> RunAsync(int reloads, int callsPerSecond)
    {
        await using var arena = await Arena.StartAsync(
            TimeSpan.FromHours(2),
            Enumerable.Range(2, 26).Select(route => new GatewayRoute($"/Others{route}/{{id}}"))
        );
        await using var load = arena.Load(callsPerSecond);
        var applied = 0;
        for (var edition = 1; edition <= reloads; edition++)
        {
            applied += await ReloadAsync(arena, edition) ? 1 : 0;
        }
        var calls = await load.StopAsync();
        return Measurement.Of(
            new Table(
                $"Reload: {reloads} changes of a routes file with 27 routes, each as soon as the previous one applies; "
                    + $"{callsPerSecond} calls a second.",
                ["reloads", .. Latencies.Columns, "failed"],
                [
                    [$"{applied}", .. new Latencies(calls).Cells, $"{load.Failures.Count}"],
                ]
            ),
            Shortfall.Failed(load.Failures),
            Shortfall.Unless(applied == reloads, $"{applied} of {reloads} changes were applied")
        );
    }

    /// <summary>Changes the routes file, and waits until it is applied.</summary>
    private static async Task<bool> ReloadAsync(Arena arena, int edition)
    {
        var (before, begin) = (await AppliedAsync(arena), TimeProvider.System.GetTimestamp());
        arena.ChangeRoutes(edition);
        while (TimeProvider.System.GetElapsedTime(begin) < LongestReload)
        {
            await Task.Delay(50);
            if (await AppliedAsync(arena) > before)
            {
                return true;
            }
        }
        return false;
    }

    private static async Task<double> AppliedAsync(Arena arena) =>
        (await arena.MetricsAsync()).Sum("ciam_gateway_config_reloads_total", "outcome=\"applied\"");
}
