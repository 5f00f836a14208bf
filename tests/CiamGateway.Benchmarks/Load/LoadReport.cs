using System.Globalization;

namespace CiamGateway.Benchmarks.Load;

/// <summary>The table of the load benchmark, in Markdown: medians, with the range in brackets.</summary>
internal static class LoadReport
{
    public static void Print(IReadOnlyList<LoadOfPeer> peers, int rounds, TimeSpan duration, int connections)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var yarp = Of(peers, "bare YARP");
        var nginx = Of(peers, "nginx");
        Console.WriteLine($"{Machine.Describe()}; {rounds} rounds of {duration.TotalSeconds:0} s, {connections} connections kept open, GET of a small JSON, upstream and load generator on the same machine.");
        Console.WriteLine();
        Console.WriteLine("| proxy | CPU µs a request | × bare YARP | × nginx | requests/s | p50 ms | p99 ms | memory MB | failed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (var peer in peers)
        {
            Console.WriteLine($"| {peer.Peer.Name} | {peer.ProcessorTime.Show("0.0")} | {Ratio(peer, yarp)} | {Ratio(peer, nginx)} | {peer.RequestsPerSecond.Show("0")} | {peer.Median.Show("0.00")} | {peer.P99.Show("0.00")} | {peer.Memory.Show("0")} | {peer.Failures} |");
        }
    }

    private static LoadOfPeer? Of(IEnumerable<LoadOfPeer> peers, string name) => peers.FirstOrDefault(peer => peer.Peer.Name == name);

    private static string Ratio(LoadOfPeer peer, LoadOfPeer? other) => other is null ? "" : (peer.ProcessorTime.Median / other.ProcessorTime.Median).ToString("0.00", CultureInfo.InvariantCulture);
}
