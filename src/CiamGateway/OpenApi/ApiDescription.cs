using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CiamGateway.OpenApi;

/// <summary>What routes need to know of an API: its server and its operations, in the document's order.</summary>
internal sealed record ApiDescription(ApiServer Server, IReadOnlyList<ApiOperation> Operations)
{
    /// <summary>The extension of operations and paths, <c>x-ciam-gateway: { serve: false }</c>, that leaves them out on purpose.</summary>
    private const string Extension = "x-ciam-gateway";

    private static readonly HashSet<string> Methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"];

    /// <param name="document">The document.</param>
    /// <param name="destinationPath">The path in the address of the cluster that the operations go to.</param>
    /// <param name="ignored">Operations to leave out, such as <c>POST /Applications</c>.</param>
    public static ApiDescription Of(OpenApiDocument document, string destinationPath, IReadOnlyCollection<string> ignored) => new(
        ApiServer.Of(document.Servers),
        [
            .. from path in document.Paths
               from operation in path.Value.Operations ?? []
               let method = operation.Key.Method.ToUpperInvariant()
               where Methods.Contains(method)
               let server = ApiServer.Of(operation.Value.Servers, path.Value.Servers, document.Servers)
               let pattern = RoutePattern.Of(server.PrefixBehind(destinationPath) + path.Key)
               select new ApiOperation(
                   method,
                   pattern,
                   OperationSecurity.Choose(operation.Value, document),
                   IsServed(path.Value.Extensions) && IsServed(operation.Value.Extensions) && !ignored.Contains($"{method} {path.Key}", StringComparer.OrdinalIgnoreCase)),
        ]);

    private static bool IsServed(IDictionary<string, IOpenApiExtension>? extensions) =>
        extensions?.TryGetValue(Extension, out var extension) is not true
        || (extension as JsonNodeExtension)?.Node is not JsonObject settings
        || settings["serve"]?.GetValueKind() is not System.Text.Json.JsonValueKind.False;
}
