using System.Text;
using CiamGateway.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Xunit;

namespace CiamGateway.Tests.Configuration;

public sealed class IndexedSettingsTests
{
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ReverseProxy:Routes:b:ClusterId"] = "one",
        ["ReverseProxy:Routes:b:Match:Methods:10"] = "GET",
        ["ReverseProxy:Routes:b:Match:Methods:9"] = "PUT",
        ["reverseproxy:routes:A:ClusterId"] = "two",
        ["ReverseProxy:Routes:a:Match:Path"] = "/a",
        ["ReverseProxy:RoutesOfOthers:x"] = "no",
        ["ReverseProxy"] = "a value beside its own keys",
        ["Gateway::Empty"] = "no name between",
        ["Urls"] = "http://127.0.0.1",
    };

    [Theory]
    [InlineData(null)]
    [InlineData("ReverseProxy")]
    [InlineData("REVERSEPROXY:ROUTES")]
    [InlineData("ReverseProxy:Routes:a")]
    [InlineData("ReverseProxy:Routes:b:Match:Methods")]
    [InlineData("ReverseProxy:Routes:b:ClusterId")]
    [InlineData("Gateway")]
    [InlineData("Gateway:")]
    [InlineData("Nothing")]
    public void Below_a_key_stands_what_dotnets_own_provider_finds_there(string? path)
    {
        var own = new MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = Settings });
        Assert.Equal(Children(own, path), Children(new IndexedSettings(Settings), path));
    }

    [Fact]
    public void A_file_is_read_as_dotnets_own_reader_does()
    {
        const string file = """{ "Routes": { "b": { "Methods": [ "GET", "PUT" ] }, "a": { "Path": "/", "routes": {} } }, "Empty": null }""";
        var own = new ConfigurationBuilder().AddJsonStream(Text(file)).Build();
        Assert.Equal(own.AsEnumerable(), new IndexedConfiguration(JsonSettings.Read(Text(file))).AsEnumerable());
    }

    private static IEnumerable<string> Children(IConfigurationProvider provider, string? path) =>
        provider.GetChildKeys(["earlier"], path).Distinct(StringComparer.OrdinalIgnoreCase);

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
