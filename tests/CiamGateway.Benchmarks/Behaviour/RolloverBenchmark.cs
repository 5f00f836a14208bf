using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>
/// <c>rollover</c>: tokens that live for 4 seconds. Calls that fall into a renewal are to take as long as others, and none may wait for a
/// token.
/// </summary>
internal static class RolloverBenchmark
{
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>How long after the answer a renewal may still have its effect.</summary>
    private static readonly TimeSpan Aftermath = TimeSpan.FromMilliseconds(100);

    public static async Task<Measurement> RunAsync(TimeSpan duration, int callsPerSecond)
    {
        await using var arena = await Arena.StartAsync(TokenLifetime);
        await using var load = arena.Load(callsPerSecond);
        await Task.Delay(WarmUp);
        var (start, waitedBefore) = (TimeProvider.System.GetTimestamp(), await arena.WaitsAsync());
        await Task.Delay(duration);
        var waited = await arena.WaitsAsync() - waitedBefore;
        var calls = (await load.StopAsync()).Where(call => call.Begin >= start).ToList();

        var renewals = arena.Tokens.Requests.Where(request => request.Arrived >= start).ToList();
        var inside = calls.ToLookup(call => renewals.Any(renewal => IsIn(call, renewal)));
        var (during, apart) = (new Latencies(inside[true]), new Latencies(inside[false]));
        return Measurement.Of(
            new Table(
                $"Rollover: tokens live 4 s, {renewals.Count} renewals in {duration.TotalSeconds:0} s at {callsPerSecond} calls a "
                    + $"second; {waited:0} calls waited for a token, {load.Failures.Count} failed. "
                    + "A renewal lasts from the token request to 100 ms after its answer.",
                ["calls", .. Latencies.Columns.Skip(1).Prepend("number")],
                [
                    ["during a renewal", .. during.Cells],
                    ["apart from renewals", .. apart.Cells],
                    ["ratio", "", .. Ratios(during, apart)],
                ]
            ),
            Shortfall.Failed(load.Failures),
            Shortfall.Unless(waited == 0, $"{waited} calls waited for a token"),
            Shortfall.Unless(renewals.Count > 0, "no token was renewed: measure for longer")
        );
    }

    private static bool IsIn(Call call, ReceivedTokenRequest renewal) =>
        call.End >= renewal.Arrived
        && call.Begin <= renewal.Answered + (long)(Aftermath.TotalSeconds * TimeProvider.System.TimestampFrequency);

    private static IEnumerable<string> Ratios(Latencies during, Latencies apart) =>
        new[] { 0.5, 0.99, 0.999, 1 }.Select(quantile => $"{during.At(quantile) / apart.At(quantile):0.00}");
}
