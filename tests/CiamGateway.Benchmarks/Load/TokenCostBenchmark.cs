using CiamGateway.Benchmarks.Peers;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Load;

/// <summary>
/// <c>token</c>: what it costs each peer to attach a token that it fetched: its processor time with the token, minus that without.
/// </summary>
internal static class TokenCostBenchmark
{
    private static readonly WrkLoad Load = new(Connections: 32);

    public static async Task<Measurement> RunAsync(int rounds, TimeSpan duration)
    {
        await using var upstream = await PeerProcess.StartAsync(new Upstream(), Place.UpstreamPort, Place.Nowhere);
        var pairs = (
            from peer in await Rivals.PresentAsync()
            where peer.WithoutToken is not null
            select (With: new LoadOfPeer(peer), Without: new LoadOfPeer(peer.WithoutToken!))
        ).ToList();
        await Rounds.RunAsync(rounds, [.. pairs.SelectMany(pair => (LoadOfPeer[])[pair.With, pair.Without])], async measured =>
        {
            await using var running = await PeerProcess.StartAsync(measured.Peer, Place.PeerPort, upstream.Url);
            await measured.MeasureAsync(running, Load, duration);
        });
        return Measurement.Of(
            new Table(
                "GET of a small JSON, 32 connections kept open; a token of 800 characters; "
                    + $"{rounds} rounds of {duration.TotalSeconds:0} s.",
                ["proxy", "CPU µs a request with a token", "without", "the token costs"],
                [.. pairs.Select(Row)]
            ),
            pairs
                .SelectMany(pair => (LoadOfPeer[])[pair.With, pair.Without])
                .Where(peer => peer.Failures > 0)
                .Select(peer => $"{peer.Failures} requests failed at {peer.Peer.Name}")
        );
    }

    private static string[] Row((LoadOfPeer With, LoadOfPeer Without) pair)
    {
        var (with, without) = (pair.With.ProcessorTime, pair.Without.ProcessorTime);
        return [pair.With.Peer.Name, with.Show("0.0"), without.Show("0.0"), $"{with.Median - without.Median:0.0}"];
    }
}
