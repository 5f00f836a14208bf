using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>The load generator: Debian's wrk, one thread, connections kept open.</summary>
internal static partial class Wrk
{
    public static async Task<LoadResult> RunAsync(Uri url, TimeSpan duration, int connections)
    {
        string[] arguments =
        [
            "--threads", "1", "--connections", connections.ToString(CultureInfo.InvariantCulture), "--duration", $"{duration.TotalSeconds:0}s", "--latency",
            "--header", $"X-Api-Key: {Gateway.ApiKey}", new Uri(url, "/Domains").ToString(),
        ];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var report = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        return new LoadResult(
            long.Parse(Requests().Match(report).Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            double.Parse(Rate().Match(report).Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            Latency(report, "50%"),
            Latency(report, "99%"),
            Failures().Matches(report).SelectMany(match => Numbers().Matches(match.Value)).Sum(number => long.Parse(number.Value, CultureInfo.InvariantCulture)));
    }

    private static TimeSpan Latency(string report, string quantile)
    {
        var match = Regex.Match(report, $@"{quantile}\s+([0-9.]+)(us|ms|s)");
        return double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * match.Groups[2].Value switch
        {
            "us" => TimeSpan.FromMicroseconds(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            _ => TimeSpan.FromSeconds(1),
        };
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex("(Socket errors|Non-2xx or 3xx responses):.*")]
    private static partial Regex Failures();

    [GeneratedRegex(@"(?<= )\d+")]
    private static partial Regex Numbers();
}
