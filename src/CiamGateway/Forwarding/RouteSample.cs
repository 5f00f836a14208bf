using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding;

/// <summary>Requests that a route is meant for, made up from what it matches.</summary>
internal static class RouteSample
{
    /// <summary>The method of a route that names none: one that no other route names either.</summary>
    private const string AnyMethod = "ANY";

    /// <summary>What to put in place of a path's parameters, so that one of them meets the parameter's constraint.</summary>
    private static readonly string[] Values = ["sample-6f1d", "7", "00000000-0000-0000-0000-000000000007", "true", "2001-02-03", "abcdefgh"];

    public static IReadOnlyList<string> Methods(RouteConfig route) => route.Match.Methods is { Count: > 0 } methods ? methods : [AnyMethod];

    public static IEnumerable<HttpContext> Requests(RouteConfig route, string method) => Values.Select(value => Request(route, method, value));

    private static DefaultHttpContext Request(RouteConfig route, string method, string value)
    {
        var context = new DefaultHttpContext();
        var request = context.Request;
        request.Method = method;
        request.Path = Path(route.Match.Path, value);
        request.Host = new HostString(route.Match.Hosts is [var host, ..] ? host.Replace("*", "sample", StringComparison.Ordinal) : "localhost");
        foreach (var header in (route.Match.Headers ?? []).Where(header => header.Mode is not (HeaderMatchMode.NotContains or HeaderMatchMode.NotExists)))
        {
            request.Headers[header.Name] = header.Values is [var first, ..] ? first : value;
        }
        request.QueryString = QueryString.Create((route.Match.QueryParameters ?? [])
            .Where(parameter => parameter.Mode is not QueryParameterMatchMode.NotContains)
            .Select(parameter => KeyValuePair.Create<string, string?>(parameter.Name, parameter.Values is [var first, ..] ? first : value)));
        return context;
    }

    private static PathString Path(string? pattern, string value) => new("/" + string.Join('/', RoutePatternFactory.Parse(pattern ?? "/{**any}").PathSegments
        .Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            _ => value,
        })))));
}
