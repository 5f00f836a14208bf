using CiamGateway.Configuration.Loading;

namespace CiamGateway.Listening;

/// <summary>The rules for stopping.</summary>
internal static class ShutdownValidator
{
    private const string Path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Shutdown)}";

    public static void Check(ShutdownOptions options, ConfigurationReading reading)
    {
        reading.CheckRange($"{Path}:{nameof(options.Delay)}", options.Delay, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        reading.CheckRange($"{Path}:{nameof(options.Timeout)}", options.Timeout, TimeSpan.Zero, TimeSpan.FromHours(1));
    }
}
