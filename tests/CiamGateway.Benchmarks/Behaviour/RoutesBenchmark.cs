using CiamGateway.Benchmarks.Load;
using CiamGateway.Benchmarks.Peers;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Behaviour;

/// <summary><c>routes</c>: what many routes cost at the start, in memory, and on each request.</summary>
internal static class RoutesBenchmark
{
    private static readonly int[] Numbers = [27, 1_000, 10_000];

    public static async Task<Measurement> RunAsync(int rounds, TimeSpan duration)
    {
        await using var upstream = await PeerProcess.StartAsync(new Upstream(), Place.UpstreamPort, Place.Nowhere);
        var gateway = await Rivals.GatewayAsync();
        var measured = Numbers
            .Select(number => new LoadOfPeer(gateway with { Name = $"{number}", Routes = [GatewayRoute.Domains, .. Others(number - 1)] }))
            .ToList();
        var starts = measured.ToDictionary(load => load, _ => new Sample());
        var unserved = new HashSet<LoadOfPeer>();
        await Rounds.RunAsync(rounds, measured, async load =>
        {
            try
            {
                await using var running = await PeerProcess.StartAsync(load.Peer, Place.PeerPort, upstream.Url);
                starts[load].Add(running.StartTime.TotalMilliseconds);
                await load.MeasureAsync(running, new WrkLoad(Connections: 32), duration);
            }
            catch (TimeoutException)
            {
                unserved.Add(load);
            }
        });
        return Measurement.Of(
            new Table(
                $"Routes: {rounds} rounds of {duration.TotalSeconds:0} s, 32 connections kept open, GET of one route.",
                ["routes", "start to first answer ms", "memory MB", "CPU µs a request", $"× {Numbers[0]} routes"],
                [.. measured.Select(load => Row(load, starts[load], measured[0], isServed: !unserved.Contains(load)))]
            ),
            [
                .. measured.Select(load =>
                    Shortfall.Unless(load.Failures == 0, $"{load.Failures} requests failed with {load.Peer.Name} routes")
                ),
                .. unserved.Select(load =>
                    $"with {load.Peer.Name} routes it does not serve within {PeerProcess.LongestStart.TotalSeconds:0} s"
                ),
            ]
        );
    }

    private static string[] Row(LoadOfPeer load, Sample start, LoadOfPeer fewest, bool isServed) =>
        isServed
            ?
            [
                load.Peer.Name,
                start.Show("0"),
                load.Memory.Show("0"),
                load.ProcessorTime.Show("0.0"),
                $"{load.ProcessorTime.Median / fewest.ProcessorTime.Median:0.00}",
            ]
            : [load.Peer.Name, $"over {PeerProcess.LongestStart.TotalMilliseconds:0}", "", "", ""];

    /// <summary>Paths with and without parameters, as an API has them.</summary>
    private static IEnumerable<GatewayRoute> Others(int count) =>
        Enumerable.Range(0, count).Select(index => new GatewayRoute(index % 2 == 0 ? $"/Resources{index}" : $"/Resources{index}/{{id}}"));
}
