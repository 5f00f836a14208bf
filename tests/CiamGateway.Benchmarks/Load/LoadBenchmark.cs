using System.Globalization;
using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>
/// <c>load</c>: the same load on every peer, in turn, round after round, so that a slow moment of the machine hits all alike.
/// Only the ratios say something: processor time of the proxy for one request, against bare YARP and nginx.
/// </summary>
internal static class LoadBenchmark
{
    private const int Port = 18080;
    private const int Connections = 32;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <summary>Options: the number of rounds (5), the seconds of each (8).</summary>
    public static async Task<int> RunAsync(string[] options)
    {
        var rounds = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 5;
        var duration = TimeSpan.FromSeconds(options.Length > 1 ? int.Parse(options[1], CultureInfo.InvariantCulture) : 8);
        await using var upstream = await PeerProcess.StartAsync(new Upstream(), Port - 1, new Uri("http://127.0.0.1/"));
        var peers = (await Rivals.PresentAsync()).Select(peer => new LoadOfPeer(peer)).ToList();
        for (var round = 0; round < rounds; round++)
        {
            // Another one begins each time.
            foreach (var measured in peers.Skip(round % peers.Count).Concat(peers.Take(round % peers.Count)))
            {
                await using var running = await PeerProcess.StartAsync(measured.Peer, Port, upstream.Url);
                await Wrk.RunAsync(running.Url, WarmUp, Connections);
                var before = running.ProcessorTime;
                var result = await Wrk.RunAsync(running.Url, duration, Connections);
                measured.Add(result, running.ProcessorTime - before, running.Memory);
            }
        }
        LoadReport.Print(peers, rounds, duration, Connections);
        return peers.Any(peer => peer.Failures > 0) ? 1 : 0;
    }
}
