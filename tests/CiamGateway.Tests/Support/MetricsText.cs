using System.Globalization;

namespace CiamGateway.Tests.Support;

/// <summary>Reads what <c>/metrics</c> shows.</summary>
internal static class MetricsText
{
    /// <summary>The sum over the series of a family that have all these labels, each written as <c>name="value"</c>; 0 where there is none.</summary>
    public static double Sum(string metrics, string family, params string[] labels) => metrics
        .Split('\n')
        .Where(line => line.StartsWith(family + "{", StringComparison.Ordinal) && labels.All(label => line.Contains(label, StringComparison.Ordinal)))
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
