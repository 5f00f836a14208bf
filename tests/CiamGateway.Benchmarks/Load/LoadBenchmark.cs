using CiamGateway.Benchmarks.Peers;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Load;

/// <summary>
/// <c>load</c>: the same load on every peer, in turn, round after round.
/// Only the ratios say something: processor time of the proxy for one request, against bare YARP and nginx.
/// </summary>
internal static class LoadBenchmark
{
    public static async Task<Measurement> RunAsync(int rounds, TimeSpan duration, string variants)
    {
        var all = new List<Measurement>();
        foreach (var variant in Variants.Of(variants))
        {
            all.Add(
                variant.Generator.IsInstalled
                    ? await RunAsync(rounds, duration, variant)
                    : new Measurement([], [$"{variant.Name} was left out, since {variant.Generator.Program} is not installed"])
            );
        }
        if (variants is Variants.All or Variants.Transfer)
        {
            all.Add(await TransferBenchmark.RunAsync());
        }
        return new Measurement([.. all.SelectMany(one => one.Tables)], [.. all.SelectMany(one => one.Problems)]);
    }

    private static async Task<Measurement> RunAsync(int rounds, TimeSpan duration, Variant variant)
    {
        await using var upstream = await PeerProcess.StartAsync(new Upstream(), Place.UpstreamPort, Place.Nowhere, variant.Protocol);
        var present = (await Rivals.PresentAsync()).ToLookup(peer => peer.Speaks(variant.Protocol));
        var peers = present[true].Select(peer => new LoadOfPeer(peer)).ToList();
        await Rounds.RunAsync(rounds, peers, async measured =>
        {
            await using var running = await PeerProcess.StartAsync(measured.Peer, Place.PeerPort, upstream.Url, variant.Protocol);
            await measured.MeasureAsync(running, variant.Generator, duration);
        });
        return Measurement.Of(
            LoadReport.Of(
                $"{variant.Conditions}; {rounds} rounds of {duration.TotalSeconds:0} s, upstream and load generator on the same machine.",
                peers,
                present[false].Select(peer => peer.Name)
            ),
            peers.Where(peer => peer.Failures > 0).Select(peer => $"{peer.Failures} requests failed at {peer.Peer.Name}, {variant.Name}")
        );
    }
}
