using System.Diagnostics.CodeAnalysis;
using CiamGateway.Configuration.Checking;
using CiamGateway.Secrecy;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Configuration.RouteValidators;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Finds constraints of path parameters, such as <c>{id:int}</c>, that routing does not know or cannot make: it would throw at every
/// request.
/// </summary>
internal sealed class RouteConstraintValidator(ParameterPolicyFactory factory, IOptions<RouteOptions> routing) : IRouteValidator
{
    private ICollection<string> Known
    {
        [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Names are read, and nothing is added.")]
        get => routing.Value.ConstraintMap.Keys;
    }

    public ValueTask ValidateAsync(RouteConfig routeConfig, IList<Exception> errors)
    {
        foreach (var parameter in ParametersOf(routeConfig.Match.Path))
        {
            foreach (var constraint in parameter.ParameterPolicies.Select(policy => policy.Content).OfType<string>())
            {
                if (FaultOf(constraint, parameter) is var (message, fix))
                {
                    errors.Add(
                        new ConfigurationProblemException(
                            new($"{RoutePath.Of(routeConfig)}:{nameof(routeConfig.Match)}:{nameof(routeConfig.Match.Path)}", message, fix)
                        )
                    );
                }
            }
        }
        return default;
    }

    /// <summary>
    /// None where there is no constraint, as in most of ten thousand routes, and where the path cannot be read, which YARP reports.
    /// </summary>
    private static IReadOnlyList<RoutePatternParameterPart> ParametersOf(string? path)
    {
        if (path?.Contains(':', StringComparison.Ordinal) is not true)
        {
            return [];
        }
        try
        {
            return RoutePatternFactory.Parse(path).Parameters;
        }
        catch (RoutePatternException)
        {
            return [];
        }
    }

    private (string Message, string Fix)? FaultOf(string constraint, RoutePatternParameterPart parameter)
    {
        var (name, known) = (constraint.EndsWith(')') ? constraint.Split('(')[0] : constraint, Known);
        if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            var nearest = NearestName.Of(name, known)
                ?? known.FirstOrDefault(other => name.StartsWith(other, StringComparison.OrdinalIgnoreCase));
            return (
                $"'{name}' is not a route constraint.",
                nearest is null ? $"write one of {string.Join(", ", known.Order(StringComparer.Ordinal))}." : $"write '{nearest}'."
            );
        }
        try
        {
            // A pattern is read when it is first needed.
            _ = (factory.Create(parameter, constraint) as RegexRouteConstraint)?.Constraint;
            return null;
        }
        catch (Exception exception)
        {
            return (
                $"'{constraint}' is not a constraint that routing can make: {ForeignText.Of(exception.GetBaseException())}",
                "write arguments as in min(1), range(1,100), length(2,5) or regex(^[0-9]+$)."
            );
        }
    }
}
