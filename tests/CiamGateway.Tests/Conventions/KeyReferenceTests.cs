using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Schema;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>An option says everything about itself once: checks, JSON Schema, key reference and restart warnings agree.</summary>
public sealed class KeyReferenceTests
{
    /// <summary>Set to 1, it makes <see cref="The_page_has_the_generated_tables"/> write the page.</summary>
    private const string Update = "UPDATE_KEY_REFERENCE";

    private const string Begin = "<!-- generated from the options: begin -->\n\n";
    private const string End = "\n\n<!-- generated from the options: end -->";

    private static readonly string[] OutOfNumbers = ["-1000000", "2000000000"];

    [Fact]
    public void The_page_has_the_generated_tables()
    {
        var page = DocumentationPage.Configuration;
        var (before, rest) = Cut(page.Text, Begin);
        var (tables, after) = Cut(rest, End);
        var generated = KeyReference.Text();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, page.Path), before + Begin + generated + End + after);
            return;
        }
        Assert.True(
            generated == tables,
            $"The tables of {page.Path} are not those of the options. Fix: run this test with {Update}=1: "
                + $"{Update}=1 dotnet test --project tests/CiamGateway.Tests --filter-class {GetType().FullName}"
        );
    }

    [Fact]
    public void Every_number_and_time_has_a_range() =>
        Assert.Equal(
            [],
            Options()
                .Where(option => NumberOf(option) is not null && option.Option is not { Minimum: not null, Maximum: not null })
                .Select(option => option.Path)
        );

    [Fact]
    public void No_meaning_repeats_what_is_added_to_it() =>
        Assert.DoesNotContain(Options(), option =>
            option.Option.Meaning.Contains("Default", StringComparison.Ordinal)
            && !option.Path.EndsWith(":DefaultLifetime", StringComparison.Ordinal)
        );

    [Fact]
    public async Task A_value_outside_its_range_is_refused_and_one_at_its_end_is_not()
    {
        foreach (var (path, option, _) in Options().Where(option => option.Option.Minimum is not null))
        {
            var least = await RangeProblems(path, option.Minimum!);
            var below = await RangeProblems(path, option.Minimum!.Contains(':', StringComparison.Ordinal) ? "-00:00:01" : OutOfNumbers[0]);
            Assert.Equal((path, 0, 1), (path, least.Count, below.Count));
            Assert.EndsWith($"a value from {Shown(option.Minimum!)} to {Shown(option.Maximum!)}.", below[0], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_schema_has_the_range_of_each_number()
    {
        var schema = JsonNode.Parse((await CommandLine.RunAsync("schema")).Output)!;
        var retries = schema["properties"]!["Gateway"]!["properties"]!["TokenClients"]!["additionalProperties"]!["properties"]!["Retries"]!;
        Assert.Equal("0, 10, 2", $"{retries["minimum"]}, {retries["maximum"]}, {retries["default"]}");
        Assert.Equal(
            "Retries after a token request that failed temporarily. Default: 2. From 0 to 10.",
            retries["description"]!.ToString()
        );
    }

    /// <summary>Only the files of a certificate are read again, as <c>RestartRequirements</c> has it.</summary>
    [Fact]
    public void Of_Kestrel_only_the_files_of_certificates_reload() =>
        Assert.Equal(
            ["KeyPath", "Password", "Path"],
            GatewayOptionsJsonContext
                .Default.CertificateOptions.Properties.Where(property => OptionAttribute.Of(property) is { NeedsRestart: false })
                .Select(property => property.Name)
                .Order(StringComparer.Ordinal)
        );

    [Fact]
    public void Secrets_are_marked_in_the_tables() =>
        Assert.Equal(
            [
                "CertificatePassword",
                "CertificatePassword",
                "ClientSecret",
                "Parameters",
                "Password",
                "Password",
                "PrivateKey",
                "Proxy:Password",
                "Redis",
                "RedisPassword",
                "RequestHeaders",
            ],
            KeyReference
                .Text()
                .Split('\n')
                .Where(line => line.Contains("**Secret**", StringComparison.Ordinal))
                .Select(line => line.Split('`')[1])
                .Order(StringComparer.Ordinal)
        );

    private static (string Before, string After) Cut(string text, string mark) =>
        text.Split(mark) is [var before, var after]
            ? (before, after)
            : throw new InvalidOperationException($"The page has no '{mark.Trim()}'.");

    private static async Task<IReadOnlyList<string>> RangeProblems(string path, string value)
    {
        using var folder = ConfigurationFolder.Sound();
        var problems = await folder.Problems($"--{path}={value}");
        return
        [
            .. problems.Where(problem =>
                problem.StartsWith($"{path}: ", StringComparison.Ordinal) && problem.Contains(" is out of range.", StringComparison.Ordinal)
            ),
        ];
    }

    private static string Shown(string bound) =>
        TimeSpan.TryParse(bound, out var time) && bound.Contains(':', StringComparison.Ordinal) ? $"{time:c}" : bound;

    private static Type? NumberOf((string Path, OptionAttribute Option, JsonPropertyInfo Property) option)
    {
        var type = Nullable.GetUnderlyingType(option.Property.PropertyType) ?? option.Property.PropertyType;
        return type == typeof(int) || type == typeof(double) || type == typeof(TimeSpan) || type == typeof(Dictionary<string, TimeSpan>)
            ? type
            : null;
    }

    /// <summary>Every option of the section <c>Gateway</c>. An entry of a dictionary is named 'provisioning'.</summary>
    private static IEnumerable<(string Path, OptionAttribute Option, JsonPropertyInfo Property)> Options() =>
        Below("Gateway", GatewayOptionsJsonContext.Default.GatewayOptions);

    private static IEnumerable<(string Path, OptionAttribute Option, JsonPropertyInfo Property)> Below(string path, JsonTypeInfo type)
    {
        if (type.Kind is JsonTypeInfoKind.Dictionary or JsonTypeInfoKind.Enumerable)
        {
            return Below(
                type.Kind is JsonTypeInfoKind.Dictionary ? $"{path}:provisioning" : $"{path}:0",
                type.Options.GetTypeInfo(type.ElementType!)
            );
        }
        return type.Properties.SelectMany(property =>
        {
            var option = OptionAttribute.Of(property)!;
            var member = type.Options.GetTypeInfo(property.PropertyType);
            var name =
                $"{path}:{property.Name}" + (member.Kind is JsonTypeInfoKind.Dictionary && option.Minimum is not null ? ":slow" : "");
            return Below($"{path}:{property.Name}", member).Prepend((name, option, property));
        });
    }
}
