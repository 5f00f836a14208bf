using CiamGateway.Configuration;
using Microsoft.AspNetCore.Authorization;

namespace CiamGateway.Callers;

/// <summary>Lets a request pass if the route's access policy, as it is in force at that moment, admits whoever calls; refuses it otherwise. ASP.NET Core's own stage would make a dozen objects for every request to say the same.</summary>
internal sealed class CallerAuthorization(RequestDelegate next, CallersInForce callers, CallerRefusals refusals)
{
    public Task InvokeAsync(HttpContext context)
    {
        var access = callers.Current.Access;
        var policy = PolicyOf(context.GetEndpoint());
        var caller = context.Features.Get<CallerSettings>();
        if (caller is null ? access.AdmitsAnonymous(policy, SourceAddress.IsLocal(context)) : access.Admits(policy, caller))
        {
            return next(context);
        }
        if (caller is null)
        {
            refusals.RefuseUnknown(context, Refusal.Missing);
        }
        else
        {
            refusals.RefuseKnown(context, caller.Name);
        }
        return Task.CompletedTask;
    }

    /// <returns>The name in the route's <c>AuthorizationPolicy</c>; nothing where it has none, and where there is no route: strangers are not told what exists.</returns>
    private static string? PolicyOf(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return AccessSettings.AnybodyPolicy;
        }
        return endpoint?.Metadata.GetMetadata<IAuthorizeData>() is { } demand ? demand.Policy ?? AccessSettings.AnyCallerPolicy : null;
    }
}
