using CiamGateway.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace CiamGateway.Tests.Limits;

/// <summary>
/// Every limit of <c>Gateway:Limits</c> that is Kestrel's reaches it: by default, as configured at the start, and after a reload.
/// </summary>
public sealed class ListenerLimitsTests : IDisposable
{
    private const string Limits = "--Gateway:Limits:";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kestrel_gets_the_defaults_of_the_reference() =>
        Assert.Equal(
            [
                "MaxRequestBodySize 10485760",
                "MaxRequestLineSize 8192",
                "MaxRequestHeadersTotalSize 32768",
                "MaxRequestHeaderCount 100",
                "RequestHeadersTimeout 00:00:15",
                "KeepAliveTimeout 00:02:10",
                "MinRequestBodyDataRate 240 after 00:00:05",
                "MinResponseDataRate 240 after 00:00:05",
            ],
            Told(Handed(new(_folder.Load())))
        );

    [Fact]
    public void Kestrel_gets_what_is_configured_and_what_a_reload_changes()
    {
        var current = new CurrentConfiguration(
            _folder.Load(
                $"{Limits}MaxRequestBodySize=12",
                $"{Limits}MaxRequestLineSize=1013",
                $"{Limits}MaxRequestHeadersTotalSize=1114",
                $"{Limits}MaxRequestHeaderCount=15",
                $"{Limits}RequestHeadersTimeout=00:00:16",
                $"{Limits}KeepAliveTimeout=00:00:17",
                $"{Limits}MinRequestBodyDataRate=18",
                $"{Limits}MinResponseDataRate=19"
            )
        );
        var handed = Handed(current);
        Assert.Equal(
            [
                "MaxRequestBodySize 12",
                "MaxRequestLineSize 1013",
                "MaxRequestHeadersTotalSize 1114",
                "MaxRequestHeaderCount 15",
                "RequestHeadersTimeout 00:00:16",
                "KeepAliveTimeout 00:00:17",
                "MinRequestBodyDataRate 18 after 00:00:05",
                "MinResponseDataRate 19 after 00:00:05",
            ],
            Told(handed)
        );

        current.Apply(
            _folder.Load(
                $"{Limits}MaxRequestBodySize=22",
                $"{Limits}MaxRequestLineSize=1023",
                $"{Limits}MaxRequestHeadersTotalSize=1124",
                $"{Limits}MaxRequestHeaderCount=25",
                $"{Limits}RequestHeadersTimeout=00:00:26",
                $"{Limits}KeepAliveTimeout=00:00:27",
                $"{Limits}MinRequestBodyDataRate=28",
                $"{Limits}MinResponseDataRate=29"
            ),
            () => { }
        );
        Assert.Equal(
            [
                "MaxRequestBodySize 22",
                "MaxRequestLineSize 1023",
                "MaxRequestHeadersTotalSize 1124",
                "MaxRequestHeaderCount 25",
                "RequestHeadersTimeout 00:00:26",
                "KeepAliveTimeout 00:00:27",
                "MinRequestBodyDataRate 28 after 00:00:05",
                "MinResponseDataRate 29 after 00:00:05",
            ],
            Told(handed)
        );
    }

    /// <summary>They are counted before, by address, and those of the management listener apart.</summary>
    [Fact]
    public void Kestrel_limits_no_connections_itself()
    {
        var handed = Handed(new(_folder.Load($"{Limits}MaxConcurrentConnections=11")));
        Assert.Null(handed.MaxConcurrentConnections);
        Assert.Null(handed.MaxConcurrentUpgradedConnections);
    }

    [Fact]
    public void A_rate_of_0_is_none()
    {
        var handed = Handed(new(_folder.Load($"{Limits}MinRequestBodyDataRate=0", $"{Limits}MinResponseDataRate=0")));
        Assert.Null(handed.MinRequestBodyDataRate);
        Assert.Null(handed.MinResponseDataRate);
    }

    private static KestrelServerLimits Handed(CurrentConfiguration current)
    {
        var limits = new KestrelServerLimits();
        ListenerLimits.Follow(current, limits);
        return limits;
    }

    private static IEnumerable<string> Told(KestrelServerLimits limits) =>
        [
            $"MaxRequestBodySize {limits.MaxRequestBodySize}",
            $"MaxRequestLineSize {limits.MaxRequestLineSize}",
            $"MaxRequestHeadersTotalSize {limits.MaxRequestHeadersTotalSize}",
            $"MaxRequestHeaderCount {limits.MaxRequestHeaderCount}",
            $"RequestHeadersTimeout {limits.RequestHeadersTimeout}",
            $"KeepAliveTimeout {limits.KeepAliveTimeout}",
            $"MinRequestBodyDataRate {limits.MinRequestBodyDataRate?.BytesPerSecond} after {limits.MinRequestBodyDataRate?.GracePeriod}",
            $"MinResponseDataRate {limits.MinResponseDataRate?.BytesPerSecond} after {limits.MinResponseDataRate?.GracePeriod}",
        ];
}
