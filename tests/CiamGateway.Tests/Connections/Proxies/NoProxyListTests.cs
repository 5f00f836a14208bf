using CiamGateway.Connections.Proxies;
using CsCheck;
using Xunit;

namespace CiamGateway.Tests.Connections.Proxies;

/// <summary>Which servers <c>NO_PROXY</c> covers: what curl and Go agree on, and where they differ what either says.</summary>
public sealed class NoProxyListTests
{
    [Theory]
    // A host name, and the domain below it.
    [InlineData("example.com", "https://example.com/", "example.com")]
    [InlineData("example.com", "https://api.example.com/", "example.com")]
    [InlineData("example.com", "https://a.b.example.com:8443/x", "example.com")]
    [InlineData("example.com", "https://notexample.com/", null)]
    [InlineData("example.com", "https://example.com.evil.test/", null)]
    [InlineData("example.com", "https://com/", null)]
    [InlineData("api.example.com", "https://example.com/", null)]
    [InlineData("EXAMPLE.com", "https://API.Example.COM/", "EXAMPLE.com")]
    [InlineData("intranet", "http://intranet/", "intranet")]
    [InlineData("my_host", "http://my_host/", "my_host")]
    // Dots at either end.
    [InlineData(".example.com", "https://api.example.com/", ".example.com")]
    [InlineData(".example.com", "https://example.com/", ".example.com")]
    [InlineData(".example.com", "https://notexample.com/", null)]
    [InlineData("example.com.", "https://api.example.com/", "example.com.")]
    [InlineData("example.com", "https://api.example.com./", "example.com")]
    // Wildcards.
    [InlineData("*", "https://anything.test/", "*")]
    [InlineData("*", "http://192.0.2.1/", "*")]
    [InlineData("*", "http://[2001:db8::1]/", "*")]
    [InlineData("one.test, *", "https://anything.test/", "*")]
    [InlineData("*.example.com", "https://api.example.com/", "*.example.com")]
    [InlineData("*.example.com", "https://example.com/", null)]
    // Lists.
    [InlineData("one.test,two.test", "https://two.test/", "two.test")]
    [InlineData(" one.test , two.test ,", "https://two.test/", "two.test")]
    [InlineData("one.test two.test", "https://two.test/", "two.test")]
    [InlineData("one.test,,two.test", "https://two.test/", "two.test")]
    [InlineData("one.test,two.test", "https://three.test/", null)]
    [InlineData("", "https://example.com/", null)]
    // Ports.
    [InlineData("example.com:8443", "https://example.com:8443/", "example.com:8443")]
    [InlineData("example.com:8443", "https://api.example.com:8443/", "example.com:8443")]
    [InlineData("example.com:8443", "https://example.com/", null)]
    [InlineData("example.com:443", "https://example.com/", "example.com:443")]
    [InlineData("example.com:80", "http://example.com/", "example.com:80")]
    [InlineData(".example.com:443", "https://api.example.com/", ".example.com:443")]
    [InlineData("*.example.com:443", "https://api.example.com:8443/", null)]
    [InlineData("192.0.2.1:8080", "http://192.0.2.1:8080/", "192.0.2.1:8080")]
    [InlineData("192.0.2.1:8080", "http://192.0.2.1/", null)]
    [InlineData("[2001:db8::1]:8443", "https://[2001:db8::1]:8443/", "[2001:db8::1]:8443")]
    [InlineData("[2001:db8::1]:8443", "https://[2001:db8::1]/", null)]
    // Addresses and networks.
    [InlineData("192.0.2.1", "http://192.0.2.1/", "192.0.2.1")]
    [InlineData("192.0.2.1", "http://192.0.2.10/", null)]
    [InlineData("10.0.0.0/8", "http://10.200.3.4/", "10.0.0.0/8")]
    [InlineData("10.1.2.3/8", "http://10.200.3.4/", "10.1.2.3/8")]
    [InlineData("10.0.0.0/8", "http://11.0.0.1/", null)]
    [InlineData("172.16.0.0/12", "http://172.31.255.255/", "172.16.0.0/12")]
    [InlineData("172.16.0.0/12", "http://172.32.0.0/", null)]
    [InlineData("0.0.0.0/0", "http://192.0.2.1/", "0.0.0.0/0")]
    [InlineData("0.0.0.0/0", "http://[2001:db8::1]/", null)]
    [InlineData("10.0.0.0/8", "http://10.example.com/", null)]
    [InlineData("2001:db8::1", "http://[2001:DB8:0::1]/", "2001:db8::1")]
    [InlineData("[2001:db8::1]", "http://[2001:db8::1]/", "[2001:db8::1]")]
    [InlineData("2001:db8::/32", "http://[2001:db8:ffff::1]/", "2001:db8::/32")]
    [InlineData("2001:db8::/32", "http://[2001:db9::1]/", null)]
    [InlineData("192.0.2.0/24", "http://[::ffff:192.0.2.7]/", "192.0.2.0/24")]
    [InlineData("::ffff:192.0.2.7", "http://192.0.2.7/", "::ffff:192.0.2.7")]
    // Names beyond ASCII.
    [InlineData("bücher.example", "https://shop.bücher.example/", "bücher.example")]
    [InlineData("bücher.example", "https://xn--bcher-kva.example/", "bücher.example")]
    [InlineData("xn--bcher-kva.example", "https://bücher.example/", "xn--bcher-kva.example")]
    public void An_entry_covers_the_servers_that_curl_or_Go_say(string list, string server, string? entry)
    {
        var rejected = new List<string>();
        Assert.Equal(entry, new NoProxyList(list, (text, _) => rejected.Add(text)).EntryFor(new Uri(server)));
        Assert.Empty(rejected);
    }

    [Theory]
    [InlineData("192.168.*")]
    [InlineData("10.1")]
    [InlineData("10.1.")]
    [InlineData("256.1.1.1")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/8:443")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("10.0.0.1-10.0.0.9")]
    [InlineData("api.*.example.com")]
    [InlineData("*example.com")]
    [InlineData("*:443")]
    [InlineData("*.")]
    [InlineData(".")]
    [InlineData(":443")]
    [InlineData("example.com:")]
    [InlineData("example.com:0")]
    [InlineData("example.com:65536")]
    [InlineData("example.com:https")]
    [InlineData("[2001:db8::1")]
    [InlineData("[example.com]")]
    [InlineData("[2001:db8::]/32")]
    [InlineData("https://example.com/")]
    [InlineData("example.com/api")]
    [InlineData("one.test|two.test")]
    [InlineData("one.test;two.test")]
    [InlineData("<local>")]
    [InlineData("\"example.com\"")]
    public void An_entry_that_is_not_understood_is_rejected_and_covers_nothing(string entry)
    {
        var rejected = new List<string>();
        var list = new NoProxyList($"{entry},fine.test", (text, _) => rejected.Add(text));
        Assert.Equal([entry], rejected);
        Assert.All(
            ["https://example.com/", "http://192.168.0.1/", "http://10.1.0.1/", "http://one.test/", "http://[2001:db8::1]/"],
            server => Assert.Null(list.EntryFor(new Uri(server)))
        );
        Assert.Equal("fine.test", list.EntryFor(new Uri("https://fine.test/")));
    }

    [Fact]
    public void A_rejected_entry_is_shown_without_a_password()
    {
        var rejected = new List<string>();
        _ = new NoProxyList("https://me:sesame@example.com/,me:sesame@example.com", (text, _) => rejected.Add(text));
        Assert.Equal(["https://example.com/", "***"], rejected);
    }

    [Fact]
    public void Whatever_the_list_is_it_is_read_and_every_entry_is_used_or_rejected() =>
        Gen.String[Gen.Char["*.,:/[]@ab10%\\ ü-"], 0, 20]
            .Sample(text =>
            {
                var rejected = 0;
                var list = new NoProxyList(text, (_, _) => rejected++);
                _ = list.EntryFor(new Uri("https://a.b:10/"));
                return rejected <= text.Length;
            });
}
