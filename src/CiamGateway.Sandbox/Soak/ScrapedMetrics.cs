using System.Globalization;

namespace CiamGateway.Sandbox.Soak;

/// <summary>What a gateway's <c>/metrics</c> showed at one time.</summary>
internal sealed class ScrapedMetrics(string text)
{
    private readonly string[] _lines = text.Split('\n');

    public static async Task<ScrapedMetrics> OfAsync(HttpClient management, CancellationToken cancellationToken) =>
        new(await management.GetStringAsync("/metrics", cancellationToken));

    /// <summary>
    /// The sum over the series of a family that have all these labels, each written as <c>name="value"</c>; 0 where there is none.
    /// </summary>
    public double Sum(string family, params IReadOnlyCollection<string> labels) =>
        _lines
            .Where(line =>
                line.StartsWith(family + "{", StringComparison.Ordinal)
                && labels.All(label => line.Contains(label, StringComparison.Ordinal))
            )
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
