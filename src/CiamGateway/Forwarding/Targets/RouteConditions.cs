using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Targets;

/// <summary>The conditions of routes on query parameters and headers, each together with the paths that it decides about.</summary>
internal sealed class RouteConditions
{
    private readonly ConditionedRoute[] _routes;

    public RouteConditions(IReadOnlyList<Endpoint> endpoints)
    {
        Endpoints = endpoints;
        _routes =
        [
            .. from endpoint in endpoints.OfType<RouteEndpoint>()
            let match = endpoint.Metadata.GetMetadata<RouteModel>()?.Config.Match
            where match is { QueryParameters.Count: > 0 } or { Headers.Count: > 0 }
            select new ConditionedRoute(endpoint.RoutePattern, match),
        ];
    }

    /// <summary>The endpoints of the routes, in the list that was given.</summary>
    public IReadOnlyList<Endpoint> Endpoints { get; }

    /// <returns>What in the request can be read in two ways, if a condition on it decides which route takes the path; otherwise
    /// null.</returns>
    public string? FaultOf(HttpRequest request)
    {
        foreach (var route in _routes)
        {
            if (route.Decides(request.Path) && route.FaultOf(request) is { } fault)
            {
                return fault;
            }
        }
        return null;
    }

    private sealed class ConditionedRoute(RoutePattern pattern, RouteMatch match)
    {
        private readonly TemplateMatcher _path = new(new RouteTemplate(pattern), []);
        private readonly HashSet<string> _parameters = [.. (match.QueryParameters ?? []).Select(parameter => parameter.Name)];
        private readonly RouteHeader[] _headers = [.. match.Headers ?? []];

        public bool Decides(PathString path) => _path.TryMatch(path, []);

        public string? FaultOf(HttpRequest request) => FaultOfHeaders(request.Headers) ?? FaultOfQuery(request.QueryString.Value ?? "");

        private string? FaultOfQuery(string query)
        {
            if (_parameters.Count == 0)
            {
                return null;
            }
            return query.Contains(';', StringComparison.Ordinal)
                ? "The query holds ';', which some servers read as '&', and a route for this path has a condition on the query. "
                    + "Write it as %3B"
                : _parameters.Select(name => QueryReadings.FaultOf(name, query)).FirstOrDefault(fault => fault is not null);
        }

        private string? FaultOfHeaders(IHeaderDictionary headers)
        {
            foreach (var header in _headers)
            {
                var name = header.Name;
                if (headers[name].Count > 1)
                {
                    return $"The header {name} occurs more than once, and a route for this path has a condition on it. Send it once";
                }
                if (HeaderReadings.IsOnlyInList(header, headers[name].ToString()))
                {
                    return $"The header {name} has several values or a quoted one, and a route for this path has a condition on it. "
                        + "Send one value, without quotation marks";
                }
                if (name.Contains('-', StringComparison.Ordinal) && headers.Keys.FirstOrDefault(other => IsTwin(other, name)) is { } twin)
                {
                    return $"The header {twin} is {name} to some servers, and a route for this path has a condition on it. Leave it out";
                }
            }
            return null;
        }

        /// <summary>Servers that pass headers on as variables (CGI) take hyphen and underscore for the same.</summary>
        private static bool IsTwin(string header, string name) =>
            header.Contains('_', StringComparison.Ordinal) && header.Replace('_', '-').Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Tells whether every server reads the same value of a header.</summary>
internal static class HeaderReadings
{
    /// <summary>
    /// Whether a condition holds for one value of a list or for the inside of quotation marks, as YARP reads a header, and not for the
    /// value as it is written, as most servers read it.
    /// </summary>
    /// <param name="condition">A route's condition on the header.</param>
    /// <param name="written">The value of the header; empty if the request does not have it.</param>
    public static bool IsOnlyInList(RouteHeader condition, string written)
    {
        if (written.AsSpan().IndexOfAny(",\"") < 0 || condition.Mode is not (HeaderMatchMode.ExactHeader or HeaderMatchMode.HeaderPrefix))
        {
            return false;
        }
        return !Holds(condition, written) && written.Split(',').Any(part => Holds(condition, part.Trim().Trim('"')));
    }

    private static bool Holds(RouteHeader condition, string value)
    {
        var comparison = condition.IsCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return (condition.Values ?? []).Any(expected =>
            condition.Mode is HeaderMatchMode.HeaderPrefix ? value.StartsWith(expected, comparison) : value.Equals(expected, comparison)
        );
    }
}
