using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CiamGateway.Limits;

/// <summary>Hands the limits to Kestrel, which reads them again for each request.</summary>
internal static class ListenerLimits
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public static void Follow(CurrentConfiguration configuration, KestrelServerLimits limits)
    {
        Apply(configuration.Current.Limits.All, limits);
        configuration.Applying += changed => Apply(changed.Limits.All, limits);
    }

    private static void Apply(LimitOptions options, KestrelServerLimits limits)
    {
        // Connections are counted before Kestrel serves them: its own limit knows neither addresses nor the management listener.
        limits.MaxConcurrentConnections = null;
        limits.MaxConcurrentUpgradedConnections = null;
        limits.MaxRequestBodySize = options.MaxRequestBodySize;
        limits.MaxRequestLineSize = options.MaxRequestLineSize;
        limits.MaxRequestHeadersTotalSize = options.MaxRequestHeadersTotalSize;
        limits.MaxRequestHeaderCount = options.MaxRequestHeaderCount;
        limits.RequestHeadersTimeout = options.RequestHeadersTimeout;
        limits.KeepAliveTimeout = options.KeepAliveTimeout;
        limits.MinRequestBodyDataRate = Rate(options.MinRequestBodyDataRate);
        limits.MinResponseDataRate = Rate(options.MinResponseDataRate);
    }

    private static MinDataRate? Rate(int bytesPerSecond) => bytesPerSecond > 0 ? new MinDataRate(bytesPerSecond, Grace) : null;
}
