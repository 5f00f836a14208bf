using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>Requests that a route is meant for, made up from what it matches.</summary>
/// <param name="path">Its path, with a value in place of every parameter.</param>
/// <param name="context">What every request is written into, in place of the one before it.</param>
internal sealed class SampleRequests(RouteMatch match, Func<string, PathString> path, DefaultHttpContext context)
{
    /// <summary>The method of a route that names none: one that no other route names either.</summary>
    private const string AnyMethod = "ANY";

    /// <summary>What to put in place of a path's parameters, so that one of them meets the parameter's constraint.</summary>
    private static readonly string[] Values =
    [
        "sample-6f1d",
        "7",
        "00000000-0000-0000-0000-000000000007",
        "true",
        "2001-02-03",
        "abcdefgh",
    ];

    public IReadOnlyList<string> Methods => match.Methods is { Count: > 0 } methods ? methods : [AnyMethod];

    public static Func<string, PathString> PathOf(RoutePattern pattern) =>
        value =>
            new(
                "/"
                    + string.Join(
                        '/',
                        pattern.PathSegments.Select(segment =>
                            string.Concat(
                                segment.Parts.Select(part =>
                                    part switch
                                    {
                                        RoutePatternLiteralPart literal => literal.Content,
                                        RoutePatternSeparatorPart separator => separator.Content,
                                        _ => value,
                                    }
                                )
                            )
                        )
                    )
            );

    public IEnumerable<HttpContext> Requests(string method) => Values.Select(value => Request(method, value));

    private DefaultHttpContext Request(string method, string value)
    {
        var request = Emptied();
        request.Method = method;
        request.Path = path(value);
        request.Host = new HostString(match.Hosts is [var host, ..] ? host.Replace("*", "sample", StringComparison.Ordinal) : "localhost");
        foreach (
            var header in (match.Headers ?? []).Where(header =>
                header.Mode is not (HeaderMatchMode.NotContains or HeaderMatchMode.NotExists)
            )
        )
        {
            request.Headers[header.Name] = header.Values is [var first, ..] ? first : value;
        }
        foreach (
            var parameter in (match.QueryParameters ?? []).Where(parameter => parameter.Mode is not QueryParameterMatchMode.NotContains)
        )
        {
            request.QueryString = request.QueryString.Add(parameter.Name, parameter.Values is [var first, ..] ? first : value);
        }
        return context;
    }

    /// <summary>The request before, without what it had and what routing wrote down about it.</summary>
    private HttpRequest Emptied()
    {
        context.SetEndpoint(null);
        context.Request.RouteValues = [];
        context.Request.Headers.Clear();
        context.Request.QueryString = default;
        return context.Request;
    }
}
