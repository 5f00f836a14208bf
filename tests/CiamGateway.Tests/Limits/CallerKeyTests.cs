using System.Net;
using CiamGateway.Limits;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Limits;

/// <summary>
/// Who shares a limit: a caller by its name, and without one by its address, of which a host has a whole /64 where it is IPv6.
/// </summary>
public sealed class CallerKeyTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2::1")]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8:1:2:8000::", "2001:db8:1:2:7fff::")]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1")]
    [InlineData("fe80::1%1", "fe80::2%2")]
    [InlineData(null, null)]
    public void These_addresses_are_one_caller(string? one, string? other) => Assert.Equal(Key(one), Key(other));

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:3::")]
    [InlineData("2001:db8:1:2::1", "2001:db9:1:2::1")]
    [InlineData("192.0.2.1", "192.0.2.2")]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2")]
    [InlineData("::ffff:192.0.2.1", "::1")]
    [InlineData("192.0.2.1", null)]
    public void These_addresses_are_two_callers(string one, string? other) => Assert.NotEqual(Key(one), Key(other));

    [Fact]
    public void A_caller_that_is_known_is_one_from_whatever_address()
    {
        Assert.Equal(Key("192.0.2.1", "payroll"), Key("2001:db8::1", "payroll"));
        Assert.NotEqual(Key("192.0.2.1", "payroll"), Key("192.0.2.1", "ops-console"));
        Assert.NotEqual(Key("192.0.2.1", "payroll"), Key("192.0.2.1"));
    }

    private static CallerKey Key(string? address, string? caller = null)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = address is null ? null : IPAddress.Parse(address) } };
        if (caller is not null)
        {
            RequestFacts.Of(context).Caller = caller;
        }
        return CallerKey.Of(context);
    }
}
