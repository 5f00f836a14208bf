using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;

namespace CiamGateway.Callers.Policies;

/// <summary>
/// Makes the names of access policies known to YARP, which looks for those of its routes here. Who is admitted is
/// <see cref="CallerAuthorizationMiddleware"/>'s matter: whoever asked one of these would find that it admits nobody.
/// </summary>
internal sealed class AccessPolicyNames : IAuthorizationPolicyProvider
{
    private static readonly AuthorizationPolicy Nobody = new([new AssertionRequirement(_ => false)], []);

    /// <summary>None for the names that YARP reserves, which it insists on.</summary>
    public Task<AuthorizationPolicy?> GetPolicyAsync(string policyName) =>
        Task.FromResult(AccessSettings.IsReserved(policyName) ? null : Nobody);

    public Task<AuthorizationPolicy> GetDefaultPolicyAsync() => Task.FromResult(Nobody);

    public Task<AuthorizationPolicy?> GetFallbackPolicyAsync() => Task.FromResult<AuthorizationPolicy?>(Nobody);
}
