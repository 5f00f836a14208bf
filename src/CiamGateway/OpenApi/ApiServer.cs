using Microsoft.OpenApi;

namespace CiamGateway.OpenApi;

/// <summary>
/// Where an API lives: the address that a cluster's destination needs, and the base path of each of its paths.
/// </summary>
/// <param name="Origin">Scheme, host and port; none where the document gives a relative server, or no server.</param>
/// <param name="BasePath">Empty, or begins with a slash and does not end with one.</param>
internal sealed record ApiServer(Uri? Origin, string BasePath)
{
    /// <summary>The first of the servers; operations and paths may have servers of their own.</summary>
    public static ApiServer Of(params IReadOnlyList<IList<OpenApiServer>?> fromInnermost)
    {
        var url = fromInnermost.FirstOrDefault(servers => servers is { Count: > 0 })?[0] is { } server ? WithDefaults(server) : "/";
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new ApiServer(new Uri(address.GetLeftPart(UriPartial.Authority) + "/"), address.AbsolutePath.TrimEnd('/'))
            : new ApiServer(null, "/" + url.Trim('/') is { Length: > 1 } path ? path : "");
    }

    /// <summary>
    /// Whether a path of the document has the base path in it already, or the first of several segments of the base path: then it is
    /// written from the server's root.
    /// </summary>
    public bool IsRepeatedIn(string path) => BasePath.Length > 0 && (IsBelow(BasePath, path) || IsBelow(FirstOfSeveral(BasePath), path));

    /// <param name="path">A path of the document.</param>
    /// <param name="destinationPath">The path in the address of the cluster, which goes before what a caller writes.</param>
    /// <returns>The path as a caller of the gateway writes it; null if the cluster's address leads elsewhere.</returns>
    public string? PathBehind(string destinationPath, string path)
    {
        var present = destinationPath.TrimEnd('/');
        if (!IsRepeatedIn(path))
        {
            return (IsBelow(present, BasePath) ? BasePath[present.Length..] : BasePath) + path;
        }
        return IsBelow(present, path) ? path[present.Length..]
            : IsBelow(present, BasePath) ? null
            : path;
    }

    private static bool IsBelow(string prefix, string path) =>
        path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) && (path.Length == prefix.Length || path[prefix.Length] is '/');

    private static string FirstOfSeveral(string basePath) => basePath.IndexOf('/', 1) is > 0 and var end ? basePath[..end] : basePath;

    private static string WithDefaults(OpenApiServer server)
    {
        var url = server.Url ?? "/";
        foreach (var (name, variable) in server.Variables ?? new Dictionary<string, OpenApiServerVariable>())
        {
            url = url.Replace($"{{{name}}}", variable.Default, StringComparison.Ordinal);
        }
        return url;
    }
}
