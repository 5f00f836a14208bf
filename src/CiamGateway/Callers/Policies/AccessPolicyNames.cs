using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;

namespace CiamGateway.Callers.Policies;

/// <summary>
/// Makes the names of access policies known to YARP, which looks up the policies of its routes here.
/// <see cref="CallerAuthorizationMiddleware"/> decides who is admitted: an evaluation of one of these policies admits no caller.
/// </summary>
internal sealed class AccessPolicyNames : IAuthorizationPolicyProvider
{
    private static readonly AuthorizationPolicy NoCaller = new([new AssertionRequirement(_ => false)], []);

    /// <summary>Null for the names that YARP reserves: YARP requires that.</summary>
    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
        Task.FromResult(AccessSettings.IsReserved(policyName) ? null : NoCaller);

    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(NoCaller);

    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(NoCaller);
}
