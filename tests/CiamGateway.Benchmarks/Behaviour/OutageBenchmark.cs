using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>
/// <c>outage</c>: the token endpoint is away when the token is to be renewed, and comes back while the token still lives. No call may
/// notice.
/// </summary>
internal static class OutageBenchmark
{
    /// <summary>
    /// A token of two minutes is first renewed after 102 seconds at the latest, and its last tenth, in which a new one is waited for,
    /// begins after 108. Two refusals take at most 1.5 and 3 seconds of what is between.
    /// </summary>
    private const int RefusedRenewals = 2;

    public static async Task<Measurement> RunAsync(TimeSpan tokenLifetime, int callsPerSecond)
    {
        await using var arena = await Arena.StartAsync(tokenLifetime);
        var waitedBefore = await arena.WaitsAsync();
        await using var load = arena.Load(callsPerSecond);
        arena.Tokens.IsAway = true;
        await UntilAsync(() => arena.Tokens.Requests.Count(request => !request.Succeeded) >= RefusedRenewals, tokenLifetime * 2);
        arena.Tokens.IsAway = false;
        var renewed = await UntilAsync(() => arena.Tokens.Requests.Count(request => request.Succeeded) > 1, tokenLifetime);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var calls = await load.StopAsync();
        var waited = await arena.WaitsAsync() - waitedBefore;

        var refused = arena.Tokens.Requests.Where(request => !request.Succeeded).ToList();
        return Measurement.Of(
            new Table(
                $"Outage: tokens live {tokenLifetime.TotalSeconds:0} s, the token endpoint answers 503 when the first is to be "
                    + $"renewed; {callsPerSecond} calls a second; {waited:0} calls waited for a token.",
                ["refused token requests", "token overdue s", .. Latencies.Columns, "failed"],
                [
                    [
                        $"{refused.Count}",
                        $"{TimeProvider.System.GetElapsedTime(refused[0].Arrived, arena.Tokens.Requests.Last().Answered).TotalSeconds:0.0}",
                        .. new Latencies(calls).Cells,
                        $"{load.Failures.Count}",
                    ],
                ]
            ),
            Shortfall.Failed(load.Failures),
            Shortfall.Unless(waited == 0, $"{waited} calls waited for a token"),
            Shortfall.Unless(renewed, "the token was not renewed after the outage")
        );
    }

    private static async Task<bool> UntilAsync(Func<bool> condition, TimeSpan limit)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!condition() && TimeProvider.System.GetElapsedTime(begin) < limit)
        {
            await Task.Delay(50);
        }
        return condition();
    }
}
