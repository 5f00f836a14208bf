using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using Xunit;

namespace CiamGateway.Tests.Cli;

public sealed class SchemaVerbTests
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static TheoryData<string> Configurations =>
        [
            .. Directory
                .GetFiles(Path.Combine(Repository.Root, "config"), "*.json", SearchOption.AllDirectories)
                .Append(Path.Combine(Repository.Root, "appsettings.json"))
                .Where(file =>
                    !file.EndsWith(".schema.json", StringComparison.Ordinal) && !file.Contains("grafana", StringComparison.Ordinal)
                )
                .Select(File.ReadAllText),
            .. DocumentationPage
                .All.SelectMany(page => page.Blocks("json"))
                .Where(block =>
                    block.Contains("\"Gateway\"", StringComparison.Ordinal) || block.Contains("\"ReverseProxy\"", StringComparison.Ordinal)
                ),
        ];

    [Fact]
    public async Task The_schema_in_the_repository_is_the_one_that_the_verb_prints()
    {
        var kept = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "config/gateway.schema.json"),
            TestContext.Current.CancellationToken
        );
        var printed = (await CommandLine.RunAsync("schema")).Output;
        Assert.True(kept == printed, "Run: dotnet run --project src/CiamGateway -- schema > config/gateway.schema.json");
    }

    [Theory]
    [MemberData(nameof(Configurations))]
    public async Task Every_configuration_that_is_shipped_or_shown_is_valid(string configuration) =>
        Assert.Empty(await ErrorsOf(configuration));

    [Theory]
    [InlineData("""{ "Gatway": {} }""")]
    [InlineData("""{ "Gateway": { "Managment": {} } }""")]
    [InlineData("""{ "Gateway": { "TokenClients": { "a": { "Retries": "many" } } } }""")]
    [InlineData("""{ "Gateway": { "TokenClients": { "a": { "WaitTimeout": "5 s" } } } }""")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "a": { "Match": { "Method": [ "GET" ] } } } } }""")]
    [InlineData("""{ "ReverseProxy": { "Routes": { "a": { "Transforms": [ { "AccessToken": "b", "Scopes": "c" } ] } } } }""")]
    [InlineData("""{ "ReverseProxy": { "Clusters": { "a": { "HttpClient": { "SslProtocols": [ "Tls9" ] } } } } }""")]
    public async Task A_mistake_is_not_valid(string configuration) => Assert.NotEmpty(await ErrorsOf(configuration));

    [Fact]
    public async Task Every_key_has_a_description()
    {
        var schema = JsonNode.Parse((await CommandLine.RunAsync("schema")).Output)!;
        Assert.Equal([], Undescribed(schema, ""));
    }

    [Fact]
    public async Task Defaults_come_from_the_options()
    {
        var schema = JsonNode.Parse((await CommandLine.RunAsync("schema")).Output)!;
        var client = schema["properties"]!["Gateway"]!["properties"]!["TokenClients"]!["additionalProperties"]!["properties"]!;
        Assert.Equal("00:00:05", client["WaitTimeout"]!["default"]!.GetValue<string>());
        Assert.Equal(2, client["Retries"]!["default"]!.GetValue<int>());
        Assert.Equal(0.75, client["Refresh"]!["properties"]!["From"]!["default"]!.GetValue<double>());
    }

    private static async Task<ICollection<NJsonSchema.Validation.ValidationError>> ErrorsOf(string configuration)
    {
        var schema = await JsonSchema.FromJsonAsync((await CommandLine.RunAsync("schema")).Output, TestContext.Current.CancellationToken);
        return schema.Validate(JsonNode.Parse(configuration, documentOptions: Lenient)!.ToJsonString());
    }

    private static IEnumerable<string> Undescribed(JsonNode? node, string path) =>
        node switch
        {
            JsonObject schema => (schema["properties"] as JsonObject ?? [])
                .Where(property => property.Value is JsonObject member && member["description"] is null)
                .Select(property => $"{path}/{property.Key}")
                .Concat(schema.SelectMany(member => Undescribed(member.Value, $"{path}/{member.Key}"))),
            JsonArray list => list.SelectMany(item => Undescribed(item, path)),
            _ => [],
        };
}
