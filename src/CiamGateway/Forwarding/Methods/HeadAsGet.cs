using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Methods;

/// <summary>
/// Serves HEAD on routes that list GET (RFC 9110 §9.3.2): the method is added to the route, so that whatever holds for GET holds for HEAD.
/// </summary>
internal static class HeadAsGet
{
    /// <summary>Marks routes that got HEAD because they list GET.</summary>
    private static readonly string Key = $"CiamGateway.{nameof(HeadAsGet)}";

    private static readonly Dictionary<string, string> Nothing = [];

    /// <returns>The route with HEAD added; the same route if it does not list GET, or lists HEAD itself.</returns>
    public static RouteConfig AddTo(RouteConfig route) =>
        Lists(route, HttpMethods.Get) && !Lists(route, HttpMethods.Head)
            ? route with
            {
                Match = route.Match with { Methods = [.. route.Match.Methods!, HttpMethods.Head] },
                Metadata = new Dictionary<string, string>(route.Metadata ?? Nothing, StringComparer.OrdinalIgnoreCase) { [Key] = "" },
            }
            : route;

    public static bool IsAddedTo(RouteConfig route) => route.Metadata?.ContainsKey(Key) is true;

    /// <summary>The methods of a route as its configuration lists them; empty if it takes any.</summary>
    public static IReadOnlyList<string> ListedMethods(RouteConfig route) =>
        route.Match.Methods switch
        {
            null => [],
            var methods when IsAddedTo(route) => [.. methods.SkipLast(1)],
            var methods => methods,
        };

    /// <summary>Whether a route's configuration lists HEAD.</summary>
    public static bool IsListedBy(RouteConfig route) => Lists(route, HttpMethods.Head) && !IsAddedTo(route);

    private static bool Lists(RouteConfig route, string method) =>
        route.Match.Methods?.Contains(method, StringComparer.OrdinalIgnoreCase) is true;
}
