using System.Globalization;
using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary><c>footprint</c>: what each peer weighs: its program, its start to the first answer from the upstream, its memory at rest and under load.</summary>
internal static class FootprintBenchmark
{
    private const int Port = 18080;
    private const int Connections = 128;

    /// <summary>Option: the number of starts (7).</summary>
    public static async Task<int> RunAsync(string[] options)
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var starts = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 7;
        await using var upstream = await PeerProcess.StartAsync(new Upstream(), Port - 1, new Uri("http://127.0.0.1/"));
        Console.WriteLine($"{Machine.Describe()}; {starts} starts, then 5 s of load on {Connections} connections.");
        Console.WriteLine();
        Console.WriteLine("| proxy | program MB | start to first answer ms | memory at rest MB | memory under load MB |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var peer in await Rivals.PresentAsync())
        {
            var (start, rest, loaded) = (new Sample(), new Sample(), new Sample());
            for (var i = 0; i < starts; i++)
            {
                await using var running = await PeerProcess.StartAsync(peer, Port, upstream.Url);
                start.Add(running.StartTime.TotalMilliseconds);
                rest.Add(running.Memory / 1e6);
                if (i == starts - 1)
                {
                    var load = Wrk.RunAsync(running.Url, TimeSpan.FromSeconds(5), Connections);
                    while (!load.IsCompleted)
                    {
                        loaded.Add(running.Memory / 1e6);
                        await Task.WhenAny(load, Task.Delay(250));
                    }
                }
            }
            Console.WriteLine($"| {peer.Name} | {peer.Size / 1e6:0.0} | {start.Show("0")} | {rest.Show("0")} | {loaded.Show("0")} |");
        }
        return 0;
    }
}
