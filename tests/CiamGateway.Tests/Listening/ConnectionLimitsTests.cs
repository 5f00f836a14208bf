using System.Net;
using CiamGateway.Listening.Strangers;
using CiamGateway.Telemetry;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>How many connections fit into memory and open files, and which addresses share a limit.</summary>
public sealed class ConnectionLimitsTests
{
    private const long MiB = 1024 * 1024;

    /// <summary>The memory that .NET may use is three quarters of a container's.</summary>
    [Theory]
    [InlineData(192, 1048576, 768, 576, 288, 192)]
    [InlineData(256, 1048576, 1024, 768, 384, 256)]
    [InlineData(24_000, 1048576, 10_000, 7500, 3750, 2000)]
    [InlineData(8, 1048576, 64, 64, 64, 64)]
    [InlineData(192, 1024, 432, 324, 162, 108)]
    [InlineData(192, 64, 1, 1, 1, 1)]
    public void The_limits_follow_from_memory_and_open_files(
        long memory,
        long files,
        int total,
        int strangers,
        int perNetwork,
        int perAddress
    ) =>
        Assert.Equal(
            new ConnectionLimits(total, strangers, perNetwork, perAddress),
            ConnectionLimits.Of(configuredTotal: null, configuredPerAddress: null, memory * MiB, files)
        );

    [Theory]
    [InlineData(50, null, 50, 50, 50, 50)]
    [InlineData(200, null, 200, 150, 100, 100)]
    [InlineData(5000, null, 5000, 3750, 1875, 1250)]
    [InlineData(200, 3, 200, 150, 75, 3)]
    [InlineData(200, 140, 200, 150, 140, 140)]
    [InlineData(200, 1000, 200, 150, 150, 1000)]
    public void What_is_configured_counts(int total, int? perAddress, int all, int strangers, int perNetwork, int one) =>
        Assert.Equal(
            new ConnectionLimits(all, strangers, perNetwork, one),
            ConnectionLimits.Of(total, perAddress, 192 * MiB, long.MaxValue)
        );

    [Fact]
    public void More_than_the_open_files_allow_is_not_possible() =>
        Assert.Equal(432, ConnectionLimits.Of(10_000, null, 1024 * MiB, 1024).Total);

    [Fact]
    public void One_address_of_a_caller_network_has_half_of_all() =>
        Assert.Equal(384, ConnectionLimits.Of(null, null, 192 * MiB, long.MaxValue).PerCallerAddress);

    [Fact]
    public void The_limit_of_open_files_is_read() => Assert.InRange(OpenFileLimit.Read(), 64, long.MaxValue);

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true, true)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true, true)]
    [InlineData("192.0.2.1", "192.0.2.2", false, true)]
    [InlineData("192.0.2.1", "192.0.3.1", false, false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true, true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false, true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:1:1::1", false, false)]
    [InlineData("0.0.0.0", "::", false, false)]
    public void A_64_counts_as_one_address_and_a_24_or_48_as_one_network(string one, string other, bool isSame, bool isNear)
    {
        var (first, second) = (AddressRange.OfAddress(IPAddress.Parse(one)), AddressRange.OfAddress(IPAddress.Parse(other)));
        Assert.Equal((isSame, isNear), (first == second, first.Network == second.Network));
        Assert.NotEqual(first, first.Network);
    }

    [Fact]
    public void Proxies_and_networks_of_callers_are_told_from_strangers()
    {
        var expected = new ExpectedAddresses(
            proxies: TestCallers.Networks("10.0.0.1/32"),
            callers: TestCallers.Networks("10.0.0.0/8", "2001:db8::/32")
        );
        Assert.Equal(
            [ConnectionOrigin.TrustedProxy, ConnectionOrigin.CallerNetwork, ConnectionOrigin.CallerNetwork, ConnectionOrigin.Stranger],
            ((string[])["10.0.0.1", "::ffff:10.0.0.2", "2001:db8::1", "192.0.2.1"]).Select(text => expected.OriginOf(IPAddress.Parse(text)))
        );
        Assert.Equal(ConnectionOrigin.Stranger, expected.OriginOf(null));
    }
}
