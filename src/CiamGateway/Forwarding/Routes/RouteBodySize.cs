using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// YARP takes a route whose <c>MaxRequestBodySize</c> changed for unchanged. Written into its metadata as well, the change shows.
/// </summary>
internal sealed class RouteBodySize : IProxyConfigFilter
{
    private static readonly string Key = $"CiamGateway.{nameof(RouteConfig.MaxRequestBodySize)}";
    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Whether the request says itself that its body is over the limit, so that nothing of it need be sent to the API.</summary>
    public static bool IsExceededBy(HttpContext context, RouteConfig route) =>
        context.Request.ContentLength is { } length
        && length > (route.MaxRequestBodySize ?? context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize)
        && route.MaxRequestBodySize is not -1;

    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => new(cluster);

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) =>
        new(
            route.MaxRequestBodySize is { } size
                ? route with
                {
                    Metadata = new Dictionary<string, string>(route.Metadata ?? Nothing, StringComparer.OrdinalIgnoreCase)
                    {
                        [Key] = size.ToString(CultureInfo.InvariantCulture),
                    },
                }
                : route
        );
}
