using CiamGateway.Configuration;
using Microsoft.AspNetCore.Authorization;

namespace CiamGateway.Callers;

/// <summary>Makes the access policies known to ASP.NET Core, and so to the <c>AuthorizationPolicy</c> of YARP's routes. A policy asks at each request what is configured by then; one that is not configured admits nobody.</summary>
internal sealed class AccessPolicyProvider(CallersInForce callers) : IAuthorizationPolicyProvider
{
    public bool AllowsCachingPolicies => true;

    /// <summary>None for the names that YARP reserves, which it insists on.</summary>
    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
        Task.FromResult(AccessSettings.IsReserved(policyName) ? null : Create(policyName));

    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(Create(AccessSettings.AnyCallerPolicy));

    /// <summary>Where a route has no policy, and where there is no route: strangers are not told what exists.</summary>
    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(Create(policy: null));

    private AuthorizationPolicy Create(string? policy) => new([new AccessRequirement(policy, callers)], []);
}
