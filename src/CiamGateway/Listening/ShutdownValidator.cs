using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Listening;

/// <summary>The rules for stopping.</summary>
internal static class ShutdownValidator
{
    private const string Path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Shutdown)}";

    public static void Check(ShutdownOptions options, ConfigurationReading reading) =>
        OptionRanges.Check(Path, options, GatewayOptionsJsonContext.Default.ShutdownOptions, reading);
}
