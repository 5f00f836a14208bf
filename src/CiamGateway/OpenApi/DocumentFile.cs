using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Secrecy;
using YamlDotNet.Core;

namespace CiamGateway.OpenApi;

/// <summary>A file of an API's description, YAML or JSON.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Root">What is in it; null if it is empty or cannot be read.</param>
/// <param name="Problem">Why it cannot be read.</param>
internal sealed partial record DocumentFile(string Path, JsonNode? Root, ConfigurationProblem? Problem)
{
    public static DocumentFile Read(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            return new DocumentFile(path, JsonStart().IsMatch(text) ? ReadJson(text) : YamlText.Read(text), null);
        }
        catch (YamlException exception)
        {
            return Unread(path, exception, exception.Start.Line, exception.Start.Column);
        }
        catch (JsonException exception)
        {
            return Unread(path, exception, exception.LineNumber + 1, exception.BytePositionInLine + 1);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var message =
                exception is FileNotFoundException or DirectoryNotFoundException ? "the file does not exist"
                : Directory.Exists(path) ? "is a folder"
                : $"the file cannot be read by the user '{ProcessUser.Name}'";
            return Unread(path, message, null, null);
        }
    }

    private static JsonNode? ReadJson(string text) =>
        JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });

    private static DocumentFile Unread(string path, Exception exception, long? line, long? column) =>
        Unread(path, PositionAtEnd().Replace(ForeignText.Of(exception).ToString(), "").TrimEnd('.'), line, column);

    private static DocumentFile Unread(string path, string message, long? line, long? column) =>
        new(
            path,
            null,
            new ConfigurationProblem(
                "",
                $"{message}.",
                line is null ? "give the path of a file that can be read." : "correct the document at this line and column."
            )
            {
                Place = new ConfigurationPlace(path, line, column),
            }
        );

    /// <summary>A YAML document may begin with a brace, too, but has to quote its first key to be JSON.</summary>
    [GeneratedRegex("""^\s*\{\s*["}]""")]
    private static partial Regex JsonStart();

    [GeneratedRegex(@"(?: Path: [^|]* \|)?\s*LineNumber: \d+ \| BytePositionInLine: \d+\.?$")]
    private static partial Regex PositionAtEnd();
}
