using CiamGateway.Configuration;
using Microsoft.AspNetCore.Authorization;

namespace CiamGateway.Callers;

/// <summary>What a route demands of whoever calls it, by the policies in force at that moment.</summary>
/// <param name="policy">The route's policy, where it has one.</param>
internal sealed class AccessRequirement(string? policy, CallersInForce callers) : IAuthorizationRequirement, IAuthorizationHandler
{
    public Task HandleAsync(AuthorizationHandlerContext context)
    {
        if (context.Resource is HttpContext request && IsMet(request))
        {
            context.Succeed(this);
        }
        return Task.CompletedTask;
    }

    private bool IsMet(HttpContext request)
    {
        var access = callers.Current.Access;
        return request.Features.Get<CallerSettings>() is { } caller
            ? access.Admits(policy, caller)
            : access.AdmitsAnonymous(policy, SourceAddress.IsLocal(request));
    }
}
