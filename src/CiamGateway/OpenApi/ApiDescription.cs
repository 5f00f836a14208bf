using Microsoft.OpenApi;

namespace CiamGateway.OpenApi;

/// <summary>What routes need to know of an API: its server and its operations, in the document's order.</summary>
/// <param name="Unserved">Operations with a method that the gateway does not forward, such as <c>TRACE /a</c>.</param>
/// <param name="Repeating">Paths that have the server's base path in them already.</param>
internal sealed record ApiDescription(
    ApiServer Server,
    IReadOnlyList<ApiOperation> Operations,
    IReadOnlyList<string> Unserved,
    IReadOnlyList<string> Repeating
)
{
    private static readonly HashSet<string> Methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    /// <param name="document">The document.</param>
    /// <param name="destinationPath">The path in the address of the cluster that the operations go to.</param>
    /// <param name="ignored">Operations to leave out, such as <c>POST /Applications</c>.</param>
    /// <param name="forAll">The token of operations for which the document names no security; null to leave it open.</param>
    public static ApiDescription Of(
        OpenApiDocument document,
        string destinationPath,
        IReadOnlyCollection<string> ignored,
        TokenChoice? forAll = null
    )
    {
        var operations = (
            from path in document.Paths
            from operation in path.Value.Operations ?? []
            let method = operation.Key.Method.ToUpperInvariant()
            let server = ApiServer.Of(operation.Value.Servers, path.Value.Servers, document.Servers)
            let extension = ApiExtension.Of(operation.Value.Extensions, path.Value.Extensions)
            let isServed = extension.IsServed && !ignored.Contains($"{method} {path.Key}", StringComparer.OrdinalIgnoreCase)
            let behind = server.PathBehind(destinationPath, path.Key)
            select (
                Repeats: server.IsRepeatedIn(path.Key),
                Operation: new ApiOperation(
                    method,
                    RoutePattern.Of(behind ?? path.Key),
                    OperationSecurity.Choose(operation.Value, document, forAll),
                    extension with
                    {
                        IsServed = isServed,
                    }
                )
                {
                    Source = path.Key,
                    Target = behind,
                }
            )
        ).ToList();
        var unserved =
            from entry in operations
            where !Methods.Contains(entry.Operation.Method) && entry.Operation.Extension.IsServed
            select $"{entry.Operation.Method} {entry.Operation.Source}";
        return new ApiDescription(
            ApiServer.Of(document.Servers),
            [.. operations.Select(entry => entry.Operation).Where(operation => Methods.Contains(operation.Method))],
            [.. unserved],
            [.. operations.Where(entry => entry.Repeats).Select(entry => entry.Operation.Source).Distinct(StringComparer.Ordinal)]
        );
    }
}

/// <summary>One operation of an API: what callers ask for, and which token it takes.</summary>
/// <param name="Path">The path as callers of the gateway write it, as a route pattern.</param>
/// <param name="Extension">What the document says to the gateway alone.</param>
internal sealed record ApiOperation(string Method, string Path, TokenChoice Token, ApiExtension Extension)
{
    /// <summary>The path as the document has it.</summary>
    public required string Source { get; init; }

    /// <summary>The path as callers write it, with the document's parameters; null if the cluster's address leads elsewhere.</summary>
    public required string? Target { get; init; }

    public override string ToString() => $"{Method} {Path}";
}
