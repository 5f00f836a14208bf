using System.Text.RegularExpressions;
using CiamGateway.Configuration.Checking;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Warns of paths with the parameters of another router, such as <c>/items/:id</c> or <c>/items/*</c>. Here they are plain text, which no
/// request has.
/// </summary>
internal static partial class ForeignSyntax
{
    public static IEnumerable<ConfigurationProblem> Check(RouteConfig route)
    {
        var path = route.Match.Path ?? "";
        var plain = path is ['^', .. var behind] ? behind : path;
        plain = plain is [.. var before, '$'] && before.Length > 0 && before[^1] != '/' ? before : plain;
        var translated = string.Join('/', plain.Replace("[^/]", "[^]", StringComparison.Ordinal).Split('/').Select(Translated));
        if (translated != path)
        {
            yield return new ConfigurationProblem(
                $"{RoutePath.Of(route)}:{nameof(route.Match)}:{nameof(route.Match.Path)}",
                $"'{path}' looks like the syntax of another router: these characters match only themselves.",
                $"write '{translated}', in the syntax of ASP.NET Core."
            )
            {
                Severity = ProblemSeverity.Warning,
            };
        }
    }

    private static string Translated(string segment) =>
        segment switch
        {
            "*" or "**" or ".*" or ".+" or "(.*)" or "(.+)" or ".*?" => "{**rest}",
            _ when Greedy().Match(segment) is { Success: true } match => $"{{**{match.Groups["name"].Value}}}",
            _ when Parameter().Match(segment) is { Success: true } match => $"{{{match.Groups["name"].Value}}}",
            _ when Expression().IsMatch(segment) => "{id}",
            _ => segment,
        };

    /// <summary>{name+} of API gateways, {name...} of Go.</summary>
    [GeneratedRegex(@"^\{(?<name>[A-Za-z_]\w*)(?:\+|\.\.\.)\}$")]
    private static partial Regex Greedy();

    /// <summary>A group or a class of a regular expression, such as ([^/]+), (\d+) or [0-9]+.</summary>
    [GeneratedRegex(@"^(?:\([^()]+\)|\[[^\]]*[-^][^\]]*\][+*]?|\\[dw][+*]?)$")]
    private static partial Regex Expression();

    /// <summary>:id and :id? of Express and Rails, &lt;id&gt; and &lt;int:id&gt; of Flask, [id] of file routers, $id of shells.</summary>
    [GeneratedRegex(
        @"^(?::(?<name>[A-Za-z_]\w*)[?*+]?|<(?:\w+:)?(?<name>[A-Za-z_]\w*)>|\[(?<name>[A-Za-z_]\w*)\]|\$(?<name>[A-Za-z_]\w*))$"
    )]
    private static partial Regex Parameter();
}
