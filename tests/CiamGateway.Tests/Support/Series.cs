using System.Globalization;
using System.Text;
using CiamGateway.Telemetry.Metrics;
using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>Metrics as <c>/metrics</c> shows them, without a server.</summary>
internal static class Series
{
    /// <summary>The value of a series; null if there is none.</summary>
    /// <param name="name">With its labels.</param>
    public static async Task<double?> OfAsync(GatewayMetrics metrics, string name)
    {
        using var exposed = new MemoryStream();
        await metrics.Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        var lines = Encoding.UTF8.GetString(exposed.ToArray()).Split('\n');
        var line = lines.SingleOrDefault(line => line.StartsWith(name + " ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[name.Length..], CultureInfo.InvariantCulture);
    }
}
