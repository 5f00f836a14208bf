using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>What is said of a configuration file that is almost JSON: where, what and what to write, without any of its values.</summary>
public sealed class JsonMistakeTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public static TheoryData<string, string> Files =>
        new()
        {
            {
                "{ \"A\": 1\n  \"B\": 2 }",
                "2:3: is not JSON: a comma is missing. Fix: write a comma behind the value that ends in line 1."
            },
            {
                "{ \"A\": [ 1 ] // of A\n  \"B\": 2 }",
                "2:3: is not JSON: a comma is missing. Fix: write a comma behind the value that ends in line 1."
            },
            { "{ \"A\" 1 }", "1:7: is not JSON: a colon is missing behind a name. Fix: write the colon in line 1." },
            { "{ \"A\": 1,\n \"B\" 1 }", "2:6: is not JSON: a colon is missing behind a name. Fix: write the colon in line 2." },
            {
                "{\n \"A\": { \"B\": 1\n",
                "3:1: is not JSON: the file ends before the '{' of line 2 is closed. Fix: write the missing '}'."
            },
            { "{ \"A\": [ 1 }", "1:12: is not JSON: a '}' closes the '[' of line 1. Fix: write ']', or remove it." },
            {
                "{ }\n}",
                "2:1: is not JSON: there is text behind the end of the object. "
                    + "Fix: remove it, or the bracket that closes the object too early."
            },
            { "{ \"A\": 'x' }", "1:8: is not JSON: a text or a name is in single quotes. Fix: write double quotes." },
            { "{ \"A\": “x” }", "1:8: is not JSON: a quotation mark is a typographic one. Fix: write the plain double quote (\")." },
            { "{ A: 1 }", "1:3: is not JSON: a text or a name has no quotes. Fix: write it in double quotes." },
            { "{ \"A\": 1, B: 1 }", "1:11: is not JSON: a text or a name has no quotes. Fix: write it in double quotes." },
            {
                "{ \"A\": True }",
                "1:8: is not JSON: true, false and null have small letters. Fix: write small letters, or a text in double quotes."
            },
            { "{ \"A\": 1,, \"B\": 2 }", "1:10: is not JSON: two commas follow each other. Fix: remove one." },
            {
                "{ \"A\": \"C:\\Secrets\" }",
                "1:12: is not JSON: a text has a single backslash. Fix: write each backslash in line 1 twice."
            },
            {
                "{ \"A\": \"x,\n  \"B\": 2 }",
                "1:11: is not JSON: a text has no end in its line. Fix: write the missing double quote in line 1."
            },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Files))]
    public async Task It_is_told_in_plain_words(string content, string expected)
    {
        _folder.With("config/routes.json", content);
        var problem = Assert.Single((await GatewayHost.ValidateAsync(_folder.Load())).Problems);
        Assert.Equal(
            $"config/routes.json:{expected}",
            problem.ToString().Replace(" The rest was not checked.", "", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_gateway_whose_log_is_JSON_says_it_as_JSON()
    {
        _folder.With("config/routes.json", "{ \"A\": 1 \"B\": 2 }");
        var run = await GatewayProcess.RunAsync(_folder.Path);
        Assert.Equal(1, run.ExitCode);
        var line = System.Text.Json.Nodes.JsonNode.Parse(run.Errors)!;
        Assert.Equal((1013, "Critical"), ((int)line["EventId"]!, (string?)line["LogLevel"]));
        Assert.StartsWith(
            "The gateway does not start: config/routes.json:1:10: is not JSON: a comma is missing.",
            (string?)line["Message"],
            StringComparison.Ordinal
        );
    }
}
