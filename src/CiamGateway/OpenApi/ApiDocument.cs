using System.Text.Json.Nodes;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Secrecy;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace CiamGateway.OpenApi;

/// <summary>An OpenAPI document from a file and the files that it refers to, or every problem that keeps it from being read.</summary>
internal sealed record ApiDocument(OpenApiDocument? Content, IReadOnlyList<ConfigurationProblem> Problems)
{
    /// <summary>An extension of documents that AutoRest reads: further operations.</summary>
    private const string PathsByQuery = "x-ms-paths";

    public static ApiDocument Read(string path)
    {
        var file = DocumentFile.Read(path);
        if (file.Problem is { } problem)
        {
            return new ApiDocument(null, [problem]);
        }
        if ((file.Root as JsonObject)?.ContainsKey(PathsByQuery) is true)
        {
            return new ApiDocument(
                null,
                [
                    Problem(path, $"#/{PathsByQuery}", "is not read: its paths differ by their query, which no route does.") with
                    {
                        Fix = "move its operations to #/paths, each path without its query.",
                    },
                ]
            );
        }
        var references = new DocumentReferences();
        var root = references.Resolve(file);
        return references.Problems.Count > 0 ? new ApiDocument(null, references.Problems)
            : root is JsonObject content ? Read(content, path)
            : new ApiDocument(null, [Problem(path, "", "is not an OpenAPI document.")]);
    }

    private static ApiDocument Read(JsonObject root, string path)
    {
        root["info"] = new JsonObject { ["title"] = "", ["version"] = "" };
        try
        {
            // Only what decides about routes has to be right: rules such as "every response has a description" are for other tools.
            var settings = new OpenApiReaderSettings { LoadExternalRefs = false, RuleSet = new ValidationRuleSet() };
            var result = new OpenApiJsonReader().Read(root, new Uri(path), settings);
            var problems = (result.Diagnostic?.Errors ?? [])
                .Select(error => Problem(path, error.Pointer, $"{ForeignText.Long(error.Message).ToString().TrimEnd('.')}."))
                .ToList();
            if (problems.Count == 0 && result.Document?.Paths is not { Count: > 0 })
            {
                problems.Add(Problem(path, "#/paths", "has no path.") with { Fix = "give a document that describes operations." });
            }
            return new ApiDocument(problems.Count == 0 ? result.Document : null, problems);
        }
        catch (Exception exception)
        {
            // The document may hold anything, and the reader throws what it likes.
            return new ApiDocument(null, [Problem(path, "", $"{ForeignText.Of(exception).ToString().TrimEnd('.')}.")]);
        }
    }

    private static ConfigurationProblem Problem(string path, string? pointer, string message) =>
        new(pointer ?? "", message, "give an OpenAPI 3.0 or 3.1 document, in YAML or JSON.") { Place = new ConfigurationPlace(path) };
}
