using CiamGateway.Benchmarks.Peers;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Load;

/// <summary>
/// <c>footprint</c>: what each peer weighs: its program, its start to the first answer from the upstream, its memory at rest and under
/// load.
/// </summary>
internal static class FootprintBenchmark
{
    private const int Connections = 128;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Load = TimeSpan.FromSeconds(5);

    public static async Task<Measurement> RunAsync(int starts)
    {
        await using var upstream = await PeerProcess.StartAsync(new Upstream(), Place.UpstreamPort, Place.Nowhere);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var peer in await Rivals.PresentAsync())
        {
            var (start, rest, loaded) = (new Sample(), new Sample(), new Sample());
            for (var i = 0; i < starts; i++)
            {
                await using var running = await PeerProcess.StartAsync(peer, Place.PeerPort, upstream.Url);
                start.Add(running.StartTime.TotalMilliseconds);
                await Task.Delay(Rest);
                rest.Add(running.Memory / 1e6);
                if (i == starts - 1)
                {
                    await running.WatchMemoryAsync(new WrkLoad(Connections).RunAsync(running, Load), loaded);
                }
            }
            rows.Add([peer.Name, $"{peer.Size / 1e6:0.0}", start.Show("0"), rest.Show("0"), loaded.Show("0")]);
        }
        return Measurement.Of(
            new Table(
                $"{starts} starts, each to the end of the first answer from the upstream, the gateway's token request included; "
                    + $"memory {Rest.TotalSeconds:0} s after it; then {Load.TotalSeconds:0} s of load on {Connections} connections.",
                ["proxy", "program MB", "start to first answer ms", "memory at rest MB", "memory under load MB"],
                rows
            )
        );
    }
}
