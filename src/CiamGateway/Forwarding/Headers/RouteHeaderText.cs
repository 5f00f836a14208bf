using System.Text;
using CiamGateway.Listening;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Turns the text of a route that is compared with headers, or written into them, into header values: UTF-8 on the wire. Without it,
/// a letter outside ASCII would match and send its Latin-1 byte.
/// </summary>
internal sealed class RouteHeaderText : IProxyConfigFilter
{
    private static readonly HashSet<string> HeaderTransforms = new(
        ["RequestHeader", "ResponseHeader", "ResponseTrailer"],
        StringComparer.OrdinalIgnoreCase
    );

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => new(cluster);

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) =>
        new(route with { Match = Encode(route.Match), Transforms = route.Transforms is { } transforms ? Encode(transforms) : null });

    private static RouteMatch Encode(RouteMatch match) =>
        match.Headers is { } headers && headers.Any(header => header.Values?.All(value => Ascii.IsValid(value)) is false)
            ? match with
            {
                Headers = [.. headers.Select(EncodeHeader)],
            }
            : match;

    private static RouteHeader EncodeHeader(RouteHeader header) =>
        header with
        {
            Values = header.Values?.Select(HeaderEncoding.ToHeader).ToArray(),
        };

    private static IReadOnlyList<IReadOnlyDictionary<string, string>> Encode(
        IReadOnlyList<IReadOnlyDictionary<string, string>> transforms
    ) => transforms.Any(IsOfText) ? [.. transforms.Select(transform => IsOfText(transform) ? Encode(transform) : transform)] : transforms;

    private static Dictionary<string, string> Encode(IReadOnlyDictionary<string, string> transform) =>
        transform.ToDictionary(pair => pair.Key, pair => HeaderEncoding.ToHeader(pair.Value), StringComparer.OrdinalIgnoreCase);

    private static bool IsOfText(IReadOnlyDictionary<string, string> transform) =>
        transform.Keys.Any(HeaderTransforms.Contains) && !transform.Values.All(value => Ascii.IsValid(value));
}
