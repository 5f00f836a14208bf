using CiamGateway.Benchmarks.Load;
using CiamGateway.Benchmarks.Peers;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>
/// <c>soak</c>: half the highest rate for long, while tokens are renewed, routes change, and the API refuses calls or breaks off. Memory
/// and handles are not to grow, and nothing else is to fail.
/// </summary>
internal static class SoakBenchmark
{
    private const int Readings = 60;
    private const int HandlesThatComeAndGo = 32;
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestSettling = TimeSpan.FromMinutes(5);

    /// <summary>One call in a hundred is refused by the API with 503, one is broken off by it.</summary>
    private static readonly IReadOnlyList<CallKind> Kinds =
    [
        new("/Faults/refused", 503),
        new("/Faults/broken", 502),
        .. Enumerable.Repeat(new CallKind(GatewayRoute.Domains.Path), 98),
    ];

    public static async Task<Measurement> RunAsync(TimeSpan duration)
    {
        await using var arena = await Arena.StartAsync(TokenLifetime, new GatewayRoute("/Faults/{kind}"));
        var rate = (await new WrkLoad(Connections: 32).RunAsync(arena.Gateway, TimeSpan.FromSeconds(5))).RequestsPerSecond / 2;
        await using var load = new PacedLoad(arena.Gateway.Url, rate, Kinds, keepsCalls: false);
        var (begin, readings, waitedBefore) = (TimeProvider.System.GetTimestamp(), new List<SoakReading>(), await arena.WaitsAsync());
        for (var reading = 1; reading <= Readings; reading++)
        {
            arena.ChangeRoutes(reading);
            readings.Add(await SoakReading.TakeAsync(arena.Gateway, duration / Readings, begin));
        }
        var (elapsed, waited) = (TimeProvider.System.GetElapsedTime(begin), await arena.WaitsAsync() - waitedBefore);
        await load.StopAsync();

        var settling = duration / 3 < LongestSettling ? duration / 3 : LongestSettling;
        var steady = readings.Where(reading => reading.Minutes > settling.TotalMinutes).ToList();
        var memory = new Trend([.. steady.Select(reading => (reading.Minutes, reading.OwnMegabytes * 1000))]);
        var grown = steady[^1].Handles - steady[0].Handles;
        return Measurement.Of(
            new Table(
                $"Soak: {duration.TotalMinutes:0} minutes at {load.Count / elapsed.TotalSeconds:0} calls a second, "
                    + "half of what the gateway serves at most here; tokens live 4 s, "
                    + $"the routes file changes every {duration.TotalSeconds / Readings:0} s, "
                    + $"the API refuses one call in a hundred and breaks off another. Slope of the memory that no file backs, "
                    + $"by least squares over the medians of {steady.Count} intervals after the first {settling.TotalMinutes:0.#} minutes, "
                    + "with its standard error, in which readings that resemble each other count for less.",
                [
                    "calls",
                    "unexpected answers",
                    "waited for a token",
                    "token requests",
                    "memory MB first to last",
                    "of it backed by no file",
                    "slope KB a minute",
                    "handles first to last",
                ],
                [
                    [
                        $"{load.Count}",
                        $"{load.Failures.Count}",
                        $"{waited:0}",
                        $"{arena.Tokens.Requests.Count}",
                        $"{steady[0].Megabytes:0.0} to {steady[^1].Megabytes:0.0}",
                        $"{steady[0].OwnMegabytes:0.0} to {steady[^1].OwnMegabytes:0.0}",
                        $"{memory.Slope:0.0} ± {memory.StandardError:0.0}",
                        $"{steady[0].Handles:0} to {steady[^1].Handles:0}",
                    ],
                ]
            ),
            Shortfall.Failed(load.Failures),
            Shortfall.Unless(waited == 0, $"{waited} calls waited for a token"),
            Shortfall.Unless(!memory.Rises, $"memory grows by {memory.Slope:0.0} ± {memory.StandardError:0.0} KB a minute"),
            Shortfall.Unless(grown <= HandlesThatComeAndGo, $"{grown} handles more than after the first minutes")
        );
    }
}
