namespace CiamGateway.OpenApi;

/// <summary>A route that an API's document asks for: one for each path, token and policy.</summary>
/// <param name="Name">The route's name, unlike that of any other.</param>
/// <param name="Operations">The operations that take the same token and are for the same callers.</param>
internal sealed record RouteDraft(
    string Name,
    string Path,
    IReadOnlyList<ApiOperation> Operations,
    TokenChoice Token,
    ApiExtension Extension
)
{
    public IEnumerable<string> Methods => Operations.Select(operation => operation.Method).Distinct(StringComparer.Ordinal);

    /// <summary>Whether the route can be served as it is: somebody has to write the scope first where the document does not.</summary>
    public bool IsComplete => Extension.IsServed && Token.IsSaid;

    /// <summary>What its last path parameter and others may hold, under the keys of a route's metadata.</summary>
    public IReadOnlyList<(string Key, string Characters)> Metadata => Extension.MetadataFor(RoutePattern.ParametersOf(Path));

    public static IReadOnlyList<RouteDraft> Of(IEnumerable<ApiOperation> operations)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return
        [
            .. from path in operations.GroupBy(operation => operation.Path, StringComparer.Ordinal)
            from entry in path.GroupBy(operation => (operation.Extension, operation.Token.IsSaid, operation.Token.Scope?.Value)).Index()
            let methods = entry.Item.Select(operation => operation.Method).Distinct().ToList()
            select new RouteDraft(
                Unique(
                    entry.Index == 0 ? RouteName.Of(path.Key) : $"{RouteName.Of(path.Key)}-{string.Join('-', methods).ToLowerInvariant()}",
                    names
                ),
                path.Key,
                [.. entry.Item],
                entry.Item.First().Token with
                {
                    Remarks = [.. entry.Item.SelectMany(operation => operation.Token.Remarks).Distinct()],
                },
                entry.Item.Key.Extension
            ),
        ];
    }

    private static string Unique(string name, HashSet<string> names)
    {
        var unique = name;
        for (var number = 2; !names.Add(unique); number++)
        {
            unique = $"{name}-{number}";
        }
        return unique;
    }
}
