using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>Debian's h2load, one thread.</summary>
internal sealed partial record H2Load(int Connections, int Streams) : ILoadGenerator
{
    public string Program => "h2load";

    public async Task<LoadResult> RunAsync(PeerProcess peer, TimeSpan duration)
    {
        var log = Path.Combine(peer.Place.Folder, "requests.log");
        File.Delete(log);
        string[] arguments =
        [
            "--threads=1",
            $"--clients={Connections}",
            $"--max-concurrent-streams={Streams}",
            $"--duration={duration.TotalSeconds:0}",
            $"--log-file={log}",
            "--header",
            $"X-Api-Key: {Gateway.ApiKey}",
            new Uri(peer.Url, GatewayRoute.Domains.Path).ToString(),
        ];
        using var h2load = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true })!;
        var output = await h2load.StandardOutput.ReadToEndAsync();
        await h2load.WaitForExitAsync();
        if (!output.Contains("Application protocol: h2", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"HTTP/2 is not spoken at {peer.Url}.");
        }
        return Read(
            File.ReadLines(log),
            duration,
            long.Parse(Unanswered().Match(output).Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        );
    }

    /// <summary>Lines of start, status and microseconds.</summary>
    private static LoadResult Read(IEnumerable<string> log, TimeSpan duration, long unanswered)
    {
        var answers = log.Select(line => line.Split('\t')).ToList();
        var sorted = answers.Select(answer => double.Parse(answer[2], CultureInfo.InvariantCulture) / 1e3).Order().ToList();
        return new LoadResult(
            sorted.Count,
            duration.TotalSeconds,
            At(0.5),
            At(0.99),
            At(0.999),
            unanswered + answers.Count(answer => answer[1] != "200")
        );

        double At(double quantile) => sorted[(int)(sorted.Count * quantile)];
    }

    [GeneratedRegex(@"(\d+) errored")]
    private static partial Regex Unanswered();
}
