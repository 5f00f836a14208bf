using Microsoft.OpenApi;

namespace CiamGateway.OpenApi;

/// <summary>Where an API lives: the address that a cluster's destination needs, and the base path that stands before each of its paths.</summary>
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

    /// <summary>What a caller of the gateway writes before a path: the base path, unless the cluster's address has it already.</summary>
    public string PrefixBehind(string destinationPath)
    {
        var present = destinationPath.TrimEnd('/');
        return present.Length > 0 && (BasePath + "/").StartsWith(present + "/", StringComparison.OrdinalIgnoreCase) ? BasePath[present.Length..] : BasePath;
    }

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
