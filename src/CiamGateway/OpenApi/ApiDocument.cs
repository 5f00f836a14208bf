using System.Text.RegularExpressions;
using CiamGateway.Configuration;
using CiamGateway.Secrecy;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace CiamGateway.OpenApi;

/// <summary>An OpenAPI document from a file, YAML or JSON, or everything that keeps it from being read.</summary>
internal sealed partial record ApiDocument(OpenApiDocument? Content, IReadOnlyList<ConfigurationProblem> Problems)
{
    public static ApiDocument Read(string file)
    {
        // Only what decides about routes has to be right: rules such as "every response has a description" are for other tools.
        var settings = new OpenApiReaderSettings { LoadExternalRefs = false, RuleSet = new ValidationRuleSet() };
        settings.AddYamlReader();
        try
        {
            using var stream = new MemoryStream(File.ReadAllBytes(file));
            var result = OpenApiDocument.Load(stream, format: null, settings);
            var problems = (result.Diagnostic?.Errors ?? [])
                .Select(error => Problem(file, ForeignText.Long(error.Message), error.Pointer))
                .ToList();
            if (problems.Count == 0 && result.Document?.Paths is not { Count: > 0 })
            {
                problems.Add(new ConfigurationProblem("#/paths", "has no path.", "a document that describes operations.") { Place = new ConfigurationPlace(file) });
            }
            return new ApiDocument(problems.Count == 0 ? result.Document : null, problems);
        }
        catch (Exception exception)
        {
            // The file may hold anything, and the readers throw whatever suits them.
            return new ApiDocument(null, [Problem(file, ForeignText.Of(exception), pointer: null)]);
        }
    }

    private static ConfigurationProblem Problem(string file, ForeignText text, string? pointer)
    {
        var message = text.ToString();
        var (line, column) = Position(message);
        return new ConfigurationProblem(
            line is null ? pointer ?? "" : "",
            $"{PositionAtEnd().Replace(message, "").TrimEnd('.')}.",
            line is null ? "an OpenAPI 3.0 or 3.1 document, in YAML or JSON." : "correct the document at this line and column.")
        {
            Place = new ConfigurationPlace(file, line, column),
        };
    }

    /// <summary>The readers say positions in their sentences only: the YAML reader counts from one, the JSON reader from zero.</summary>
    private static (long? Line, long? Column) Position(string message) => (YamlPosition().Match(message), JsonPosition().Match(message)) switch
    {
        ({ Success: true } yaml, _) => (Number(yaml, 1), Number(yaml, 2)),
        (_, { Success: true } json) => (Number(json, 1) + 1, Number(json, 2) + 1),
        _ => (null, null),
    };

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].ValueSpan, provider: null);

    [GeneratedRegex(@"at line (\d+), column (\d+)")]
    private static partial Regex YamlPosition();

    [GeneratedRegex(@"LineNumber: (\d+) \| BytePositionInLine: (\d+)")]
    private static partial Regex JsonPosition();

    [GeneratedRegex(@"\s*LineNumber: \d+ \| BytePositionInLine: \d+\.?$| at line \d+, column \d+: \(Lin: .*?\)(?: - \(Lin: .*?\))?(?=: )")]
    private static partial Regex PositionAtEnd();
}
