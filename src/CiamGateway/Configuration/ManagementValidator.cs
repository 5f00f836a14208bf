namespace CiamGateway.Configuration;

/// <summary>The rules for the management listener.</summary>
internal static class ManagementValidator
{
    public static void Check(ManagementOptions options, ConfigurationReading reading)
    {
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.AbsolutePath != "/")
        {
            reading.Report(
                $"{GatewayOptions.Section}:{nameof(GatewayOptions.Management)}:{nameof(ManagementOptions.Url)}",
                $"'{options.Url}' is not a scheme, an address and a port.",
                $"\"{ManagementOptions.DefaultUrl}\".");
        }
    }
}
