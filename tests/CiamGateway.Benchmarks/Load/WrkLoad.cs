using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>Debian's wrk, one thread.</summary>
/// <param name="Request">Lua that says what to send, where it is not a GET.</param>
/// <param name="KeepsAlive">Whether connections are kept open, or each request opens one.</param>
internal sealed record WrkLoad(int Connections, string Request = "", bool KeepsAlive = true) : ILoadGenerator
{
    private const string Report = """

        function done(summary, latency, requests)
          local e = summary.errors
          print(string.format('\n{"Requests":%d,"Seconds":%f,"P50":%f,"P99":%f,"P999":%f,"Failures":%d}', summary.requests,
            summary.duration / 1e6,
            latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
              latency:percentile(99.9) / 1e3, e.connect + e.read + e.write + e.status + e.timeout))
        end
        """;

    public string Program => "wrk";

    public async Task<LoadResult> RunAsync(PeerProcess peer, TimeSpan duration)
    {
        string[] arguments =
        [
            "--threads",
            "1",
            "--connections",
            Connections.ToString(CultureInfo.InvariantCulture),
            "--duration",
            $"{duration.TotalSeconds:0}s",
            "--script",
            peer.Place.Write("load.lua", Request + Report),
            "--header",
            $"X-Api-Key: {Gateway.ApiKey}",
            .. KeepsAlive ? (string[])[] : ["--header", "Connection: close"],
            new Uri(peer.Url, GatewayRoute.Domains.Path).ToString(),
        ];
        using var wrk = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
        var output = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return JsonSerializer.Deserialize<LoadResult>(output.TrimEnd().Split('\n')[^1])!;
    }
}
