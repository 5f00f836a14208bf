using CiamGateway.Audit;
using CiamGateway.Forwarding;
using CiamGateway.Tokens;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CiamGateway.Management;

/// <summary>Ready when routes are in force, every warm token is there, and nobody told the gateway to stop. Degraded, but ready, while a token that cannot be renewed still serves, and while the audit log cannot be written: calls that change nothing go on.</summary>
internal static class ReadinessChecks
{
    public static void Add(IServiceCollection services) => services.AddHealthChecks()
        .AddCheck<ConfigurationCheck>("configuration")
        .AddCheck<TokensCheck>("tokens")
        .AddCheck<AuditCheck>("audit")
        .AddCheck<ShutdownCheck>("shutdown");

    private sealed class ConfigurationCheck(RoutesInForce routes) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(routes.All.Count > 0
            ? HealthCheckResult.Healthy($"{routes.All.Count} routes are in force")
            : HealthCheckResult.Unhealthy("no route is in force yet"));
    }

    private sealed class TokensCheck(WarmTokens tokens) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            var states = tokens.Slots.Select(TokenState.Of).ToList();
            var worst = states.Count > 0 ? states.Max(state => state.Severity) : TokenSeverity.Serves;
            var troubles = string.Join("; ", states.Where(state => state.Severity == worst).Select(state => $"{state.Request}: {state.Words}"));
            return Task.FromResult(worst switch
            {
                TokenSeverity.Down => HealthCheckResult.Unhealthy(troubles),
                TokenSeverity.Degraded => HealthCheckResult.Degraded(troubles),
                _ => HealthCheckResult.Healthy($"{states.Count} warm tokens are there"),
            });
        }
    }

    private sealed class AuditCheck(AuditLog log) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(log.Trouble is { } trouble
            ? HealthCheckResult.Degraded($"lines cannot be written to {trouble}")
            : HealthCheckResult.Healthy("nothing keeps lines from being written"));
    }

    private sealed class ShutdownCheck(Draining draining) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(draining.HasBegun
            ? HealthCheckResult.Unhealthy("the gateway was told to stop")
            : HealthCheckResult.Healthy("nobody told the gateway to stop"));
    }
}
