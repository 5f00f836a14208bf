using CiamGateway.Limits;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>Reads the limits of a route where the stages that enforce them read them: in its endpoint's metadata.</summary>
internal static class RouteLimits
{
    public static IReadOnlyList<RateLimit> RatesOf(Endpoint endpoint, LimitSettings limits)
    {
        if (endpoint.Metadata.GetMetadata<DisableRateLimitingAttribute>() is not null)
        {
            return [];
        }
        return
            endpoint.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName is { } name
            && limits.Policies.TryGetValue(name, out var own)
            ? [limits.PerCaller, own]
            : [limits.PerCaller];
    }

    public static TimeSpan? TimeoutOf(Endpoint endpoint, LimitSettings limits)
    {
        var timeout = endpoint.Metadata.GetMetadata<RequestTimeoutAttribute>();
        return timeout?.PolicyName is { } name ? limits.All.TimeoutPolicies.GetValueOrDefault(name) : timeout?.Timeout;
    }
}
