using System.Text;
using CiamGateway.Configuration.Loading;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Xunit;

namespace CiamGateway.Tests.Configuration;

public sealed class IndexedSettingsTests
{
    private static readonly Dictionary<string, string?> Settings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Gateway"] = "a value before its own keys",
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
    public void A_key_has_the_value_that_dotnets_own_provider_finds(string? path)
    {
        var own = new MemoryConfigurationProvider(new MemoryConfigurationSource { InitialData = Settings });
        Assert.Equal(Children(own, path), Children(new IndexedSettings(new IndexedConfiguration(Settings)), path));
    }

    [Fact]
    public void Sections_are_the_sections_of_dotnets_own_configuration()
    {
        var own = new ConfigurationBuilder().AddInMemoryCollection(Settings).Build();
        var indexed = new IndexedConfiguration(Settings);
        Assert.Equal(InOneCase(own), InOneCase(indexed));
        foreach (
            var path in new[]
            {
                "Gateway",
                "Gateway::Empty",
                "Gateway:Nothing:Below",
                "REVERSEPROXY:Routes",
                "ReverseProxy:Routes:a:Match:Path",
            }
        )
        {
            var (expected, section) = (own.GetSection(path), indexed.GetSection(path));
            Assert.Equal(expected.Value, section.Value);
            Assert.Equal(expected.Key, section.Key, ignoreCase: true);
            Assert.Equal(expected.Path, section.Path, ignoreCase: true);
            Assert.Equal(expected["nothing"], section["nothing"]);
            Assert.Equal(expected.GetChildren().Select(child => child.Key), section.GetChildren().Select(child => child.Key));
        }
    }

    [Fact]
    public void What_a_host_writes_wins_and_does_not_reach_the_configuration()
    {
        var configuration = new IndexedConfiguration(Settings);
        var settings = new IndexedSettings(configuration);
        settings.Set("Urls", "http://127.0.0.2");
        Assert.True(settings.TryGet("urls", out var written));
        Assert.Equal("http://127.0.0.2", written);
        Assert.Equal("http://127.0.0.1", configuration["Urls"]);
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

    /// <summary>Where two sources spell a section differently, either spelling does.</summary>
    private static IEnumerable<(string Path, string? Value)> InOneCase(IConfiguration configuration) =>
        configuration.AsEnumerable().Select(setting => (setting.Key.ToUpperInvariant(), setting.Value));

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
