using CiamGateway.Audit;
using CiamGateway.Forwarding.Routes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CiamGateway.Management;

/// <summary>
/// Ready while a route can serve and the gateway is not stopping. Degraded, but ready, while a token is missing or cannot be renewed,
/// and while the audit log cannot be written: calls that change nothing go on.
/// </summary>
internal static class ReadinessChecks
{
    public static void Add(IServiceCollection services) =>
        services
            .AddHealthChecks()
            .AddCheck<ConfigurationCheck>("configuration")
            .AddCheck<TokensCheck>("tokens")
            .AddCheck<AuditCheck>("audit")
            .AddCheck<ShutdownCheck>("shutdown");

    private sealed class ConfigurationCheck(CurrentRoutes routes) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(
                routes.All.Count > 0
                    ? HealthCheckResult.Healthy($"{routes.All.Count} routes are served")
                    : HealthCheckResult.Unhealthy("no route is loaded yet")
            );
    }

    private sealed class TokensCheck(RouteReadiness readiness) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(readiness.Check());
    }

    private sealed class AuditCheck(AuditLog log) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(
                log.Trouble is { } trouble
                    ? HealthCheckResult.Degraded($"lines cannot be written to {trouble}")
                    : HealthCheckResult.Healthy("nothing keeps lines from being written")
            );
    }

    private sealed class ShutdownCheck(Draining draining) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(
                draining.HasBegun
                    ? HealthCheckResult.Unhealthy("the gateway was told to stop")
                    : HealthCheckResult.Healthy("the gateway was not told to stop")
            );
    }
}
