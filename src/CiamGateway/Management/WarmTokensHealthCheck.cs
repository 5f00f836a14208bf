using CiamGateway.Tokens;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CiamGateway.Management;

/// <summary>Ready when every warm token has been obtained once; until then, says which are missing.</summary>
internal sealed class WarmTokensHealthCheck(WarmTokens warmTokens) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(warmTokens.Missing is { Count: > 0 } missing
            ? HealthCheckResult.Unhealthy($"no access token yet for {string.Join("; ", missing)}")
            : HealthCheckResult.Healthy("every warm token was obtained"));
}
