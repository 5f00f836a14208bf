using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Load;

/// <summary>The table of one kind of load: medians, with the range in brackets.</summary>
internal static class LoadReport
{
    private static readonly string[] Columns =
    [
        "proxy",
        "CPU µs a request",
        "× bare YARP",
        "× nginx",
        "requests/s",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "memory MB",
        "failed",
    ];

    /// <param name="absent">Who cannot do this kind of load.</param>
    public static Table Of(string conditions, IReadOnlyList<LoadOfPeer> peers, IEnumerable<string> absent) =>
        new(
            conditions,
            Columns,
            [
                .. peers.Select(peer => Row(peer, peers)),
                .. absent.Select(name => (string[])[name, "cannot", .. Columns.Skip(2).Select(_ => "")]),
            ]
        );

    private static string[] Row(LoadOfPeer peer, IReadOnlyList<LoadOfPeer> peers) =>
        [
            peer.Peer.Name,
            peer.ProcessorTime.Show("0.0"),
            Ratio(peer, peers, "bare YARP"),
            Ratio(peer, peers, "nginx"),
            peer.RequestsPerSecond.Show("0"),
            peer.P50.Show("0.00"),
            peer.P99.Show("0.00"),
            peer.P999.Show("0.00"),
            peer.Memory.Show("0"),
            $"{peer.Failures}",
        ];

    private static string Ratio(LoadOfPeer peer, IEnumerable<LoadOfPeer> peers, string name) =>
        peers.FirstOrDefault(other => other.Peer.Name == name) is { } other
            ? $"{peer.ProcessorTime.Median / other.ProcessorTime.Median:0.00}"
            : "";
}
