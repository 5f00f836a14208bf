using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>Networks as operators write them.</summary>
public sealed class NetworkListTests
{
    [Theory]
    [InlineData("10.1.0.0/16", "10.1.0.0/16")]
    [InlineData("10.1.2.3", "10.1.2.3/32")]
    [InlineData("10.1.2.3/32", "10.1.2.3/32")]
    [InlineData("128.0.0.0/1", "128.0.0.0/1")]
    [InlineData("10.1.2.0/23", "10.1.2.0/23")]
    [InlineData("10.1.2.248/29", "10.1.2.248/29")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:DB8:0::1", "2001:db8::1/128")]
    [InlineData("2001:db8::8/125", "2001:db8::8/125")]
    [InlineData("::1", "::1/128")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3/32")]
    [InlineData("::ffff:10.1.0.0/112", "10.1.0.0/16")]
    [InlineData("::ffff:128.0.0.0/97", "128.0.0.0/1")]
    public void A_network_is_read_as_it_is_meant(string text, string expected)
    {
        var (networks, problems) = Read(text);
        Assert.Empty(problems);
        Assert.Equal([expected], networks);
    }

    [Theory]
    [InlineData("10.1.0.0/33", "is not a network.")]
    [InlineData("2001:db8::/129", "is not a network.")]
    [InlineData("10.1.0.0/-1", "is not a network.")]
    [InlineData("10.1.0.0/+16", "is not a network.")]
    [InlineData("10.1.0.0/ 16", "is not a network.")]
    [InlineData("10.1.0.0/", "is not a network.")]
    [InlineData("10.1.0.0/16/8", "is not a network.")]
    [InlineData("/16", "is not a network.")]
    [InlineData("10.1", "is not a network.")]
    [InlineData("010.1.0.0/16", "is not a network.")]
    [InlineData("167837696", "is not a network.")]
    [InlineData("fe80::1%eth0", "is not a network.")]
    [InlineData("proxy.example.com", "is not a network.")]
    [InlineData("10.1.2.3/16", "has bits beyond its prefix. Fix: write \"10.1.0.0/16\", or the single address \"10.1.2.3\".")]
    [InlineData("10.1.2.1/31", "has bits beyond its prefix. Fix: write \"10.1.2.0/31\"")]
    [InlineData("10.1.3.0/23", "has bits beyond its prefix. Fix: write \"10.1.2.0/23\"")]
    [InlineData("2001:db8::1/64", "has bits beyond its prefix. Fix: write \"2001:db8::/64\"")]
    [InlineData("::ffff:10.1.2.3/112", "has bits beyond its prefix. Fix: write \"10.1.0.0/16\", or the single address \"10.1.2.3\".")]
    [InlineData("::ffff:10.1.2.3/95", "has bits beyond its prefix.")]
    [InlineData("0.0.0.0/0", "is every address there is.")]
    [InlineData("::/0", "is every address there is.")]
    [InlineData("::ffff:0.0.0.0/96", "is every address there is.")]
    public void What_is_not_a_network_or_not_as_written_is_reported(string text, string expected)
    {
        var (networks, problems) = Read(text);
        Assert.Empty(networks);
        Assert.StartsWith($"Networks:0: '{text}' {expected}", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_does_not_hide_the_networks_beside_it()
    {
        var (networks, problems) = Read("10.1.0.0/16", "nonsense", "10.2.0.0/16");
        Assert.Equal(["10.1.0.0/16", "10.2.0.0/16"], networks);
        Assert.StartsWith("Networks:1: ", Assert.Single(problems), StringComparison.Ordinal);
    }

    private static (IReadOnlyList<string> Networks, IReadOnlyList<string> Problems) Read(params string[] texts)
    {
        var reading = new ConfigurationReading(AppContext.BaseDirectory)
        {
            Bound = new IndexedConfiguration(texts.Index().ToDictionary(text => $"Networks:{text.Index}", text => (string?)text.Item)),
        };
        var networks = NetworkList.Read("Networks", texts, reading);
        return ([.. networks.Select(network => network.Value.ToString())], [.. reading.Problems.Select(problem => problem.ToString())]);
    }
}
