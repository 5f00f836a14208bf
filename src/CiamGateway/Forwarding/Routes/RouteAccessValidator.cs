using CiamGateway.Callers;
using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.AccessTokens;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>The rules between routes and callers: policies that routes name, token clients that callers replace.</summary>
internal sealed class RouteAccessValidator(CurrentConfiguration configuration)
{
    private const string PolicySection = $"{GatewayOptions.Section}:{nameof(GatewayOptions.AccessPolicies)}";

    public void Check(IReadOnlyList<RouteConfig> routes, List<ConfigurationProblem> problems)
    {
        var access = configuration.Current.Access;
        foreach (var route in routes)
        {
            CheckPolicy(route, access, problems);
        }
        CheckReplacedClients(routes, access, problems);
    }

    private static void CheckPolicy(RouteConfig route, AccessSettings access, List<ConfigurationProblem> problems)
    {
        if (
            route.AuthorizationPolicy is not { Length: > 0 } policy
            || AccessSettings.IsReserved(policy)
            || access.Policies.ContainsKey(policy)
        )
        {
            return;
        }
        problems.Add(
            new(
                $"{RoutePath.Of(route)}:{nameof(route.AuthorizationPolicy)}",
                $"'{policy}' is not an access policy.",
                NearestName.Of(policy, access.Policies.Keys) is { } nearest ? $"write '{nearest}'." : $"define it under {PolicySection}."
            )
            {
                RefersTo = $"{PolicySection}:{policy}",
            }
        );
    }

    private static void CheckReplacedClients(IReadOnlyList<RouteConfig> routes, AccessSettings access, List<ConfigurationProblem> problems)
    {
        var used = routes
            .SelectMany(route => route.Transforms ?? [])
            .Select(transform => transform.GetValueOrDefault(AccessTokenDirective.TransformName))
            .OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        problems.AddRange(
            from caller in access.Callers.Values
            from replaced in caller.TokenClients.Keys
            where !used.Contains(replaced)
            select new ConfigurationProblem(
                $"{GatewayOptions.Section}:{nameof(GatewayOptions.Callers)}:{caller.Name}:{nameof(CallerOptions.TokenClients)}:{replaced}",
                $"'{replaced}' is used by no route, so it is never replaced.",
                NearestName.Of(replaced, used) is { } nearest
                    ? $"write '{nearest}', or remove it."
                    : $"write one of {string.Join(", ", used)}, or remove it."
            )
        );
    }
}
