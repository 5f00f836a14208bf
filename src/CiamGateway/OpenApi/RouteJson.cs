using System.Text.Encodings.Web;
using System.Text.Json;

namespace CiamGateway.OpenApi;

/// <summary>
/// Writes routes as JSON for an operator to read: one line for each thing to decide, and a comment where the document leaves something
/// open.
/// </summary>
internal sealed class RouteJson(TextWriter writer, string cluster, string tokenClient)
{
    /// <param name="routes">The routes; incomplete ones are written as comments.</param>
    /// <param name="newCluster">The address of a cluster to write too; none where the configuration has it.</param>
    public void Write(IReadOnlyList<RouteDraft> routes, Uri? newCluster)
    {
        writer.WriteLine("{\n  \"ReverseProxy\": {");
        if (newCluster is not null)
        {
            writer.WriteLine(
                $"    \"Clusters\": {{ {Text(cluster)}: {{ \"Destinations\": {{ \"primary\": {{ \"Address\": "
                    + $"{Text(newCluster.ToString())} }} }} }} }},"
            );
        }
        writer.WriteLine("    \"Routes\": {");
        var last = routes.LastOrDefault(route => route.IsComplete);
        foreach (var route in routes)
        {
            Write(route, isLast: ReferenceEquals(route, last));
        }
        writer.WriteLine("    }\n  }\n}");
    }

    private void Write(RouteDraft route, bool isLast)
    {
        var margin = route.IsComplete ? "      " : "      // ";
        foreach (var remark in Remarks(route))
        {
            writer.WriteLine($"      // {remark.ReplaceLineEndings(" ")}");
        }
        writer.WriteLine($"{margin}{Text(route.Name)}: {{");
        writer.WriteLine($"{margin}  \"ClusterId\": {Text(cluster)},");
        if (route.Extension.Policy is { } policy)
        {
            writer.WriteLine($"{margin}  \"AuthorizationPolicy\": {Text(policy)},");
        }
        writer.WriteLine(
            $"{margin}  \"Match\": {{ \"Path\": {Text(route.Path)}, \"Methods\": [ {string.Join(", ", route.Methods.Select(Text))} ] }},"
        );
        if (route.Metadata is { Count: > 0 } metadata)
        {
            var entries = metadata.Select(entry => $"{Text(entry.Key)}: {Text(entry.Characters)}");
            writer.WriteLine($"{margin}  \"Metadata\": {{ {string.Join(", ", entries)} }},");
        }
        writer.WriteLine($"{margin}  \"Transforms\": [ {{ {Token(route.Token)} }} ]");
        writer.WriteLine($"{margin}}}{(isLast ? "" : ",")}");
    }

    private static IEnumerable<string> Remarks(RouteDraft route) =>
        route switch
        {
            { Extension.IsServed: false } => ["Left out on purpose:", .. route.Token.Remarks],
            { IsComplete: false } => ["To serve it, write the scope and uncomment:", .. route.Token.Remarks],
            _ => route.Token.Remarks,
        };

    private string Token(TokenChoice token) =>
        token switch
        {
            { Scope.Value: "" } => $"\"AccessToken\": {Text(tokenClient)}",
            { Scope.Value: { } scope } => $"\"AccessToken\": {Text(tokenClient)}, \"Scope\": {Text(scope)}",
            { IsSaid: true } => "\"AccessToken\": \"none\"",
            _ => $"\"AccessToken\": {Text(tokenClient)}, \"Scope\": \"\"",
        };

    private static string Text(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
