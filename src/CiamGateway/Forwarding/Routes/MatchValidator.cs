using CiamGateway.Configuration.Checking;
using CiamGateway.Secrecy;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>Says what is wrong with a route's path and methods, of which YARP itself says only that they are wrong.</summary>
internal static class MatchValidator
{
    /// <summary>The methods that a route can name. TRACE is refused elsewhere.</summary>
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"];

    public static IEnumerable<ConfigurationProblem> Check(RouteConfig route) => Path(route).Concat(UnknownMethods(route));

    private static IEnumerable<ConfigurationProblem> Path(RouteConfig route)
    {
        if (route.Match.Path is not { } path || FaultOf(path) is not { } fault)
        {
            yield break;
        }
        if (ForeignSyntax.Check(route).FirstOrDefault() is { } foreign)
        {
            yield return new(RoutePath.Of(route), $"'{path}' is not a path: {fault.TrimEnd('.')}.", foreign.Fix);
            yield break;
        }
        var key = $"{RoutePath.Of(route)}:{nameof(route.Match)}:{nameof(route.Match.Path)}";
        var query = path.IndexOf('?', StringComparison.Ordinal);
        yield return Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? new(key, $"'{ShownAddress.Of(path)}' is a whole address, and a route has the path alone.", $"write '{address.AbsolutePath}'.")
        : query > 0 ? new(key, $"'{path[..query]}?…' has a query, and a route has the path alone.", $"write '{path[..query]}'.")
        : new(key, $"'{path}' is not a path: {fault.TrimEnd('.')}.", "write a path such as '/items/{id}', in the syntax of ASP.NET Core.");
    }

    private static IEnumerable<ConfigurationProblem> UnknownMethods(RouteConfig route) =>
        from method in (route.Match.Methods ?? []).Index()
        where !Methods.Contains(method.Item, StringComparer.OrdinalIgnoreCase)
        select new ConfigurationProblem(
            $"{RoutePath.Of(route)}:{nameof(route.Match)}:{nameof(route.Match.Methods)}:{method.Index}",
            $"'{method.Item}' is not a method that a route can name.",
            NearestName.Of(method.Item, Methods) is { } nearest
                ? $"write '{nearest}'."
                : $"write one of {string.Join(", ", Methods[..^1])}."
        );

    private static string? FaultOf(string path)
    {
        try
        {
            RoutePatternFactory.Parse(path);
            return null;
        }
        catch (RoutePatternException exception)
        {
            return ForeignText.Of(exception).ToString();
        }
    }
}
