using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Schema;

namespace CiamGateway.Listening;

/// <summary>How the gateway stops, so that no request is lost.</summary>
internal sealed class ShutdownOptions
{
    [Option(
        "How long the gateway keeps serving after it was told to stop, while /health/ready is 503.",
        Minimum = "00:00:00",
        Maximum = "00:05:00"
    )]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);

    [Option("How long the gateway then waits for open requests.", Minimum = "00:00:00", Maximum = "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>The rules for stopping.</summary>
internal static class ShutdownValidator
{
    private const string Path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Shutdown)}";

    public static void Check(ShutdownOptions options, ConfigurationReading reading) =>
        OptionRanges.Check(Path, options, GatewayOptionsJsonContext.Default.ShutdownOptions, reading);
}
