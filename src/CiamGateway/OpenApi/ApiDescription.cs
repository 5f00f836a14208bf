using Microsoft.OpenApi;

namespace CiamGateway.OpenApi;

/// <summary>What routes need to know of an API: its server and its operations, in the document's order.</summary>
internal sealed record ApiDescription(ApiServer Server, IReadOnlyList<ApiOperation> Operations)
{
    private static readonly HashSet<string> Methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

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
               let extension = ApiExtension.Of(operation.Value.Extensions, path.Value.Extensions)
               select new ApiOperation(
                   method,
                   pattern,
                   OperationSecurity.Choose(operation.Value, document),
                   extension with { IsServed = extension.IsServed && !ignored.Contains($"{method} {path.Key}", StringComparer.OrdinalIgnoreCase) }),
        ]);
}
