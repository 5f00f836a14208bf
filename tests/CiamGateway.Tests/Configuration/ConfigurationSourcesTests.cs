using System.Text;
using CiamGateway.Configuration.Loading;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>What is merged ahead of time must be what .NET finds when it asks one source after the other.</summary>
public sealed class ConfigurationSourcesTests
{
    private static readonly string[] Overrides = ["--Over=command line", "--Empty="];
    private static readonly Dictionary<string, string?> Settings = new() { ["SET:deep"] = "settings" };

    [Theory]
    [InlineData("""{ "A": "1", "B": { "C": "2" } }""", """{ "a": "3", "B": { "D": "4" } }""")]
    [InlineData("""{ "A": "1" }""", """{ "A": "" }""")]
    [InlineData("""{ "A": "1" }""", """{ "A": null }""")]
    [InlineData("""{ "A": [ "1", "2", "3" ] }""", """{ "A": [ "4" ] }""")]
    [InlineData("""{ "A": "1" }""", """{ "A": { "B": "2" } }""")]
    [InlineData("""{ "A": {}, "B": [] }""", """{ "B": { "C": {} } }""")]
    [InlineData("""{ "Over": "file", "Set": "file", "Empty": "file" }""", """{ "over": { "below": "file" } }""")]
    public void Sources_merged_say_what_they_say_one_after_the_other(string first, string second)
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(Path.Combine(folder.FullName, "appsettings.json"), first);
            File.WriteAllText(Path.Combine(folder.FullName, "site.json"), second);
            var reading = new ConfigurationReading(folder.FullName);
            var merged = ConfigurationSources.Read(
                new ConfigurationArguments
                {
                    ContentRoot = folder.FullName,
                    Files = [Path.Combine(folder.FullName, "site.json")],
                    Overrides = Overrides,
                    Settings = Settings,
                    ReadEnvironment = false,
                },
                reading
            );
            var bySource = new ConfigurationBuilder()
                .AddConfiguration(Read(first))
                .AddConfiguration(Read(second))
                .AddCommandLine(Overrides)
                .AddInMemoryCollection(Settings)
                .Build();
            Assert.Empty(reading.Problems);
            Assert.Equal(Sorted(bySource), Sorted(merged));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IConfigurationRoot Read(string file) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(file))).Build();

    private static IEnumerable<(string Key, string? Value)> Sorted(IConfiguration configuration) =>
        configuration
            .AsEnumerable()
            .Select(setting => (setting.Key.ToUpperInvariant(), setting.Value))
            .OrderBy(setting => setting.Item1, StringComparer.Ordinal);
}
