using CiamGateway.Configuration;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace CiamGateway.Callers;

/// <summary>Lets a request pass, or refuses it in the gateway's own words.</summary>
internal sealed class AccessDecision(CallerRefusals refusals) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }
        if (context.Features.Get<CallerSettings>() is { } caller)
        {
            refusals.RefuseKnown(context, caller.Name);
        }
        else
        {
            refusals.RefuseUnknown(context, Refusal.Missing);
        }
        return Task.CompletedTask;
    }
}
