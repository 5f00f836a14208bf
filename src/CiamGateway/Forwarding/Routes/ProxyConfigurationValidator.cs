using CiamGateway.Compatibility;
using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Middleware;
using CiamGateway.Limits;
using CiamGateway.Secrecy;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Every rule for the <c>ReverseProxy</c> section: YARP's own, the access token's, and that routes fit together with clusters, policies and
/// callers.
/// </summary>
internal sealed class ProxyConfigurationValidator(
    IProxyConfigProvider provider,
    IConfigValidator validator,
    RouteAccessValidator access,
    ProxyUsage usage,
    CurrentConfiguration configuration
)
{
    private const string RouteFiles = $"{GatewayOptions.Section}:{nameof(GatewayOptions.RouteFiles)}";
    private const string RateLimits = $"{GatewayOptions.Section}:{nameof(GatewayOptions.RateLimits)}";
    private const string TimeoutPolicies =
        $"{GatewayOptions.Section}:{nameof(GatewayOptions.Limits)}:{nameof(LimitOptions.TimeoutPolicies)}";

    /// <param name="problems">Every problem is added.</param>
    /// <returns>The section as YARP reads it, or null if it cannot.</returns>
    public async Task<IProxyConfig?> ValidateAsync(List<ConfigurationProblem> problems)
    {
        if (Read(problems) is not { } config)
        {
            return null;
        }
        var isWhole = !problems.Any(problem =>
            problem.IsError && (problem.Path is "" || problem.Path.StartsWith(RouteFiles, StringComparison.OrdinalIgnoreCase))
        );
        if (config.Routes.Count == 0 && isWhole)
        {
            problems.Add(
                new(
                    $"{RoutePath.Section}:Routes",
                    "names no route, so every request would be answered with 404.",
                    $"define one there, or name the files that do in {RouteFiles} (ciam-gateway init writes an example)."
                )
            );
        }
        var reachability = Task.Run(() => RouteReachability.CheckAsync(config.Routes, configuration.Current.Options.HeadAsGet));
        foreach (var cluster in config.Clusters)
        {
            Add(RoutePath.OfCluster(cluster.ClusterId), await validator.ValidateClusterAsync(cluster), _ => null, problems);
            CheckDestinations(cluster, problems);
        }
        var clusters = config.Clusters.Select(cluster => cluster.ClusterId).ToList();
        foreach (var route in config.Routes)
        {
            Add(RoutePath.Of(route), await validator.ValidateRouteAsync(route), error => PolicyOf(route, error), problems);
            CheckCluster(route, clusters, problems);
            CheckMethods(route, problems);
            problems.AddRange(MatchValidator.Check(route));
        }
        access.Check(config.Routes, problems);
        var ofUsage = usage.Check(config).ToList();
        problems.AddRange(await reachability);
        problems.AddRange(ofUsage);
        return config;
    }

    private IProxyConfig? Read(List<ConfigurationProblem> problems)
    {
        try
        {
            return provider.GetConfig();
        }
        catch (Exception exception)
        {
            var message = $"holds a value that cannot be read: {ForeignText.Of(exception)}";
            problems.Add(new(RoutePath.Section, message, "correct the value's type."));
            return null;
        }
    }

    private static void Add(
        string path,
        IEnumerable<Exception> errors,
        Func<Exception, string?> refersTo,
        List<ConfigurationProblem> problems
    ) =>
        problems.AddRange(
            errors
                .Where(error => !YarpMessages.IsOfMatch(error))
                .Select(error =>
                    error is ConfigurationProblemException known
                        ? known.Problem
                        : new ConfigurationProblem(path, $"{ForeignText.Of(error).ToString().TrimEnd(' ', '.')}.", FixOf(error))
                        {
                            RefersTo = refersTo(error),
                            // The transform that is meant is not missing, too.
                            Meant =
                                YarpMessages.KeysOfUnknownTransform(error).Count > 0 ? $"{path}:{nameof(RouteConfig.Transforms)}" : null,
                        }
                )
                // What is of the wrong shape was left out, and is not missing, too.
                .Where(problem => !problems.Any(before => before.IsError && before.Path == problem.Path))
                .ToList()
        );

    /// <returns>The path of the policy that the route names and that does not exist; null if the error is another one.</returns>
    private static string? PolicyOf(RouteConfig route, Exception error) =>
        YarpMessages.IsUnknownRateLimiterPolicy(error) ? $"{RateLimits}:{route.RateLimiterPolicy}"
        : YarpMessages.IsUnknownTimeoutPolicy(error) ? $"{TimeoutPolicies}:{route.TimeoutPolicy}"
        : null;

    private static string FixOf(Exception error)
    {
        var keys = YarpMessages.KeysOfUnknownTransform(error);
        var mistyped = keys.FirstOrDefault(key => NearestName.Of(key, [AccessTokenDirective.TransformName]) is not null);
        return error switch
        {
            _ when mistyped is not null => $"write '{AccessTokenDirective.TransformName}' in place of '{mistyped}'.",
            _ when keys.Contains(AccessTokenDirective.ScopeKey) =>
                $"add \"{AccessTokenDirective.TransformName}\": \"<token client>\" to the transform "
                    + $"that has {AccessTokenDirective.ScopeKey}.",
            _ when YarpMessages.IsUnknownRateLimiterPolicy(error) => $"define it under {RateLimits}, or correct RateLimiterPolicy.",
            _ when YarpMessages.IsUnknownTimeoutPolicy(error) => $"define it under {TimeoutPolicies}, or correct TimeoutPolicy.",
            _ => "correct this entry; the keys are YARP's own.",
        };
    }

    private static void CheckDestinations(ClusterConfig cluster, List<ConfigurationProblem> problems)
    {
        if (cluster.Destinations is not { Count: > 0 } destinations)
        {
            problems.Add(
                new(
                    $"{RoutePath.OfCluster(cluster.ClusterId)}:Destinations",
                    "names no destination.",
                    """write { "primary": { "Address": "https://api.example.com/" } }."""
                )
            );
            return;
        }
        foreach (var (name, destination) in destinations)
        {
            var path = $"{RoutePath.OfCluster(cluster.ClusterId)}:Destinations:{name}";
            CheckAddress($"{path}:{nameof(destination.Address)}", destination.Address, problems);
            if (destination.Health is { Length: > 0 } health)
            {
                CheckAddress($"{path}:{nameof(destination.Health)}", health, problems);
            }
        }
    }

    private static void CheckAddress(string path, string written, List<ConfigurationProblem> problems)
    {
        const string example = "write \"https://api.example.com/\".";
        if (WrittenAddress.FaultOf(written, example) is { } fault)
        {
            problems.Add(new(path, fault.Message, fault.Fix));
            return;
        }
        var address = new Uri(written);
        if (address.UserInfo.Length > 0)
        {
            problems.Add(new(path, "carries a user name, which is not sent and would show in logs.", example));
        }
        else if (address.Query.Length + address.Fragment.Length > 0)
        {
            problems.Add(new(path, "carries a query or a fragment, into which the path of every request would be put.", example));
        }
    }

    private static void CheckCluster(RouteConfig route, List<string> clusters, List<ConfigurationProblem> problems)
    {
        if (route.ClusterId is { } id && clusters.Contains(id, StringComparer.OrdinalIgnoreCase))
        {
            return;
        }
        problems.Add(
            new(
                $"{RoutePath.Of(route)}:ClusterId",
                route.ClusterId is null ? "is missing." : $"'{route.ClusterId}' is not a cluster.",
                route.ClusterId is not null && NearestName.Of(route.ClusterId, clusters) is { } nearest
                    ? $"write '{nearest}'."
                    : $"define it under {RoutePath.Section}:Clusters."
            )
            {
                RefersTo = route.ClusterId is null ? null : $"{RoutePath.Section}:Clusters:{route.ClusterId}",
            }
        );
    }

    private static void CheckMethods(RouteConfig route, List<ConfigurationProblem> problems)
    {
        var methods = route.Match.Methods ?? [];
        for (var i = 0; i < methods.Count; i++)
        {
            if (HttpMethods.IsTrace(methods[i]))
            {
                problems.Add(
                    new(
                        $"{RoutePath.Of(route)}:{nameof(route.Match)}:{nameof(route.Match.Methods)}:{i}",
                        $"{UnservedMethod.FaultOfTrace}.",
                        "write the methods that callers need, such as \"GET\"."
                    )
                );
            }
        }
    }
}
