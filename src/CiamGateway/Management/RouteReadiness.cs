using CiamGateway.Forwarding.Routes;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CiamGateway.Management;

/// <summary>
/// Whether the gateway is ready as far as its routes go: while one of them can serve, and all that Gateway:Management:RequiredRoutes
/// names. After the start it waits until every warm token was asked for.
/// </summary>
internal sealed partial class RouteReadiness
{
    private readonly CurrentRoutes _routes;
    private readonly WarmTokens _tokens;
    private readonly CurrentConfiguration _configuration;
    private readonly ILogger _logger;
    private volatile bool _wasReady;
    private int _isTold;

    public RouteReadiness(
        CurrentRoutes routes,
        WarmTokens tokens,
        CurrentConfiguration configuration,
        GatewayMetrics metrics,
        ILogger<RouteReadiness> logger
    )
    {
        (_routes, _tokens, _configuration, _logger) = (routes, tokens, configuration, logger);
        metrics.BeforeScrape(() => metrics.RoutesAreDown(_routes.All.Count(route => StateOf(route) is RouteState.Down)));
    }

    public HealthCheckResult Check()
    {
        var states = _routes.All.Select(route => (route.Name, State: StateOf(route))).ToList();
        List<string> down = [.. states.Where(route => route.State is RouteState.Down).Select(route => route.Name)];
        var required = down.Find(IsRequired);
        var canServe = states.Exists(route => route.State is RouteState.Serves || (route.State is RouteState.Untried && down.Count == 0));
        var isReady = canServe && required is null && (_wasReady || !_tokens.Slots.Any(IsAwaited));
        _wasReady |= isReady;
        Tell(isReady ? down : []);
        var troubles = Troubles();
        if (!isReady)
        {
            return HealthCheckResult.Unhealthy(troubles.Length > 0 ? troubles : "no route can serve");
        }
        return troubles.Length > 0
            ? HealthCheckResult.Degraded(troubles)
            : HealthCheckResult.Healthy($"{_tokens.Slots.Count} warm tokens are there");
    }

    private static RouteState StateOf(CurrentRoute route)
    {
        var (down, untried) = (0, 0);
        foreach (var token in route.Tokens)
        {
            var slot = token.Now.Slot;
            if (!slot.HasToken)
            {
                var isDown = route.IsWarm || slot.LastFailure is not null;
                (down, untried) = isDown ? (down + 1, untried) : (down, untried + 1);
            }
        }
        // A route that only some callers use with a token of their own that is not there serves the others.
        return route.Tokens.Count == 0 || down + untried < route.Tokens.Count ? RouteState.Serves
            : untried > 0 ? RouteState.Untried
            : RouteState.Down;
    }

    /// <summary>Whether nothing is known yet of a token that is being asked for.</summary>
    private static bool IsAwaited(TokenSlot slot) => !slot.HasToken && slot.LastFailure is null;

    private bool IsRequired(string route) =>
        _configuration.Current.Options.Management.RequiredRoutes.Any(required =>
            required == ManagementOptions.AllRoutes || required.Equals(route, StringComparison.OrdinalIgnoreCase)
        );

    /// <returns>The tokens that do worst, and why.</returns>
    private string Troubles()
    {
        var states = _tokens.Slots.Select(TokenState.Of).Where(state => state.Severity > TokenSeverity.Serves).ToList();
        var worst = states.Select(state => state.Severity).DefaultIfEmpty().Max();
        return string.Join("; ", states.Where(state => state.Severity == worst).Select(state => $"{state.Request}: {state.Message}"));
    }

    private void Tell(List<string> down)
    {
        var isTold = down.Count > 0 ? 1 : 0;
        if (Interlocked.Exchange(ref _isTold, isTold) == isTold)
        {
            return;
        }
        if (down.Count > 0)
        {
            LogDegraded(_logger, down.Count, _routes.All.Count, string.Join("', '", down.Take(10)));
        }
        else
        {
            LogRestored(_logger);
        }
    }

    [LoggerMessage(
        6004,
        LogLevel.Warning,
        "{Down} of {Routes} routes have no access token ('{Names}'); the gateway stays ready for the others. "
            + "Fix: see warning 2002 for the cause. If it must not be ready without a route, name that in Gateway:Management:RequiredRoutes"
    )]
    private static partial void LogDegraded(ILogger logger, int down, int routes, string names);

    [LoggerMessage(6005, LogLevel.Information, "No route lacks its access token any more, or the gateway is not ready")]
    private static partial void LogRestored(ILogger logger);

    private enum RouteState
    {
        Serves,
        Untried,
        Down,
    }
}
