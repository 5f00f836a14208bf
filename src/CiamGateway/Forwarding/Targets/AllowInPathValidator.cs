using System.Globalization;
using System.Text;
using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.Routes;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Configuration.RouteValidators;

namespace CiamGateway.Forwarding.Targets;

/// <summary>The rules for <c>AllowInPath</c> in a route's metadata.</summary>
internal sealed class AllowInPathValidator : IRouteValidator
{
    private const string Usual = "\\ / % # ; .";

    public ValueTask ValidateAsync(RouteConfig routeConfig, IList<Exception> errors)
    {
        foreach (var (key, value) in routeConfig.Metadata ?? new Dictionary<string, string>())
        {
            var path = $"{RoutePath.Of(routeConfig)}:{nameof(routeConfig.Metadata)}:{key}";
            var problems = PathAllowance.ParameterOf(key) is { } parameter
                ? ProblemsOf(path, parameter, value ?? "", routeConfig.Match.Path)
                : ProblemsOfKey(path, key);
            foreach (var problem in problems)
            {
                errors.Add(new ConfigurationProblemException(problem));
            }
        }
        return default;
    }

    private static IEnumerable<ConfigurationProblem> ProblemsOf(string path, string parameter, string listed, string? pattern)
    {
        var parameters = ParametersOf(pattern);
        if (parameter.Length > 0 && parameters?.Contains(parameter, StringComparer.OrdinalIgnoreCase) is false)
        {
            yield return new(
                path,
                $"names a parameter that the route's path does not have: '{parameter}'.",
                parameters is []
                    ? "remove it."
                    : $"write one of {string.Join(", ", parameters)} behind '{PathAllowance.Key}.', or remove it."
            );
        }
        else if (parameters is [])
        {
            yield return new(
                path,
                "is on a route whose path has no parameter.",
                "write a parameter in Match:Path, such as /Domains/{domainId}, or remove it."
            );
        }
        foreach (var rune in listed.EnumerateRunes().Where(rune => !Rune.IsWhiteSpace(rune)).Distinct())
        {
            if (!rune.IsBmp || !PathDelimiters.Allowable.Contains((char)rune.Value, StringComparison.Ordinal))
            {
                yield return new(path, FaultOf(rune), $"write some of {Usual} with spaces between them.");
            }
        }
    }

    /// <summary>Metadata is for anybody, so that a key which only looks mistyped is no error.</summary>
    private static IEnumerable<ConfigurationProblem> ProblemsOfKey(string path, string key) =>
        NearestName.Of(key, [PathAllowance.Key]) is { } nearest
            ? [new(path, "is not a key that the gateway reads.", $"write '{nearest}'.") { Severity = ProblemSeverity.Warning }]
            : [];

    /// <returns>Null if the path cannot be read, which YARP reports.</returns>
    private static List<string>? ParametersOf(string? pattern)
    {
        try
        {
            return [.. RoutePatternFactory.Parse(pattern ?? "").Parameters.Select(parameter => parameter.Name)];
        }
        catch (RoutePatternException)
        {
            return null;
        }
    }

    private static string FaultOf(Rune rune) =>
        rune switch
        {
            _ when Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format =>
                $"U+{rune.Value:X4} is a control character, which no path may hold.",
            _ when rune.IsBmp && PathDelimiters.IsNeverAllowed((char)rune.Value) =>
                $"'{rune}' cannot be allowed: servers take what follows it for a query.",
            _ => $"'{rune}' is not a character that the gateway refuses in a path, so it needs no allowance.",
        };
}
