using CiamGateway.Benchmarks.Peers;
using CiamGateway.Benchmarks.Reports;

namespace CiamGateway.Benchmarks.Load;

/// <summary><c>load --variant transfer</c>: 1 GiB up and 1 GiB down. Memory is to stay flat, since nothing of it is kept.</summary>
internal static class TransferBenchmark
{
    public const int Bytes = 1 << 30;

    /// <summary>Megabytes by which memory may grow meanwhile.</summary>
    private const double Growth = 20;

    public static async Task<Measurement> RunAsync()
    {
        await using var upstream = await PeerProcess.StartAsync(new Upstream(), Place.UpstreamPort, Place.Nowhere);
        // The first to read the file waits until the kernel has made its pages; that is to be none of the measured.
        await WithCallerAsync(upstream, DownloadAsync);
        var (rows, problems) = (new List<IReadOnlyList<string>>(), new List<string>());
        foreach (var peer in (await Rivals.PresentAsync()).Where(peer => peer is Gateway or BareYarp or Nginx))
        {
            foreach (var (direction, transfer) in new (string, Func<HttpClient, Task>)[] { ("up", UploadAsync), ("down", DownloadAsync) })
            {
                await using var running = await PeerProcess.StartAsync(WithUploads(peer), Place.PeerPort, upstream.Url);
                var (before, begin, during) = (running.Memory / 1e6, TimeProvider.System.GetTimestamp(), new Sample());
                await running.WatchMemoryAsync(WithCallerAsync(running, transfer), during);
                var elapsed = TimeProvider.System.GetElapsedTime(begin);
                rows.Add([
                    peer.Name,
                    direction,
                    $"{Bytes / 1e6 / elapsed.TotalSeconds:0}",
                    $"{before:0.0}",
                    $"{during.Max:0.0}",
                    $"{running.Memory / 1e6:0.0}",
                ]);
                if (peer is Gateway && during.Max - before >= Growth)
                {
                    problems.Add($"memory grows by {during.Max - before:0.0} MB during 1 GiB {direction}");
                }
            }
        }
        return Measurement.Of(
            new Table(
                "1 GiB in each direction, one connection, each in a fresh process.",
                ["proxy", "direction", "MB/s", "memory before MB", "highest", "after"],
                rows
            ),
            problems
        );
    }

    private static Peer WithUploads(Peer peer) =>
        peer is Gateway gateway ? gateway with { Routes = [GatewayRoute.Domains, new GatewayRoute("/Files/{name}")] } : peer;

    private static async Task WithCallerAsync(PeerProcess server, Func<HttpClient, Task> transfer)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = server.Url,
            DefaultRequestHeaders = { { "X-Api-Key", Gateway.ApiKey } },
        };
        await transfer(client);
    }

    private static async Task UploadAsync(HttpClient client)
    {
        using var body = new ZeroContent(Bytes);
        using var answer = await client.PutAsync("/Files/upload", body);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task DownloadAsync(HttpClient client)
    {
        await using var body = await client.GetStreamAsync($"/Files/{Upstream.LargeFile}");
        var (buffer, total) = (new byte[1 << 16], 0L);
        while (await body.ReadAsync(buffer) is > 0 and var count)
        {
            total += count;
        }
        if (total != Bytes)
        {
            throw new InvalidOperationException($"{total} bytes came of {Bytes}.");
        }
    }
}
