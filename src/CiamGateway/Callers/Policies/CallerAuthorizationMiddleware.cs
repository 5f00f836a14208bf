using CiamGateway.Errors;
using Microsoft.AspNetCore.Authorization;

namespace CiamGateway.Callers.Policies;

/// <summary>
/// Lets a request pass if the route's access policy, as it is when the request arrives, admits the caller; refuses it otherwise.
/// ASP.NET Core's own stage would make a dozen objects for every request to say the same.
/// </summary>
internal sealed class CallerAuthorizationMiddleware(RequestDelegate next, CurrentCallers callers, CallerRefusals refusals)
{
    public Task InvokeAsync(HttpContext context)
    {
        var policy = PolicyOf(context.GetEndpoint());
        var caller = context.Features.Get<CallerSettings>();
        if (!Admits(context, policy, caller))
        {
            Refuse(context, caller, policy);
            return Task.CompletedTask;
        }
        if (
            caller is null or { IsKnownByNetwork: true }
            && policy is not AccessSettings.AnybodyPolicy
            && CrossSiteRequest.Asks(context.Request)
        )
        {
            context.Fail(
                new GatewayError(
                    Problems.CrossSiteRequest,
                    "A browser sent the request for a page of another site, without a credential. "
                        + "Send it from a program that is no browser, or with a credential. Nothing was sent to the API."
                )
            );
            return Task.CompletedTask;
        }
        return next(context);
    }

    /// <returns>The name in the route's <c>AuthorizationPolicy</c>; null if it has none, and where there is no route: strangers are
    /// not informed which routes exist.</returns>
    public static string? PolicyOf(Endpoint? endpoint)
    {
        if (endpoint?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return AccessSettings.AnybodyPolicy;
        }
        return endpoint?.Metadata.GetMetadata<IAuthorizeData>() is { } demand ? demand.Policy ?? AccessSettings.AnyCallerPolicy : null;
    }

    /// <param name="caller">Null for an anonymous request.</param>
    /// <param name="isLocal">Whether an anonymous request comes from this machine (<see cref="SourceAddress.IsLocal"/>).</param>
    public static bool Admits(AccessSettings access, string? policy, CallerSettings? caller, bool isLocal) =>
        caller is null ? access.AdmitsAnonymous(policy, isLocal) : access.Admits(policy, caller);

    /// <remarks>
    /// During a reload, a route may be the old or the new one: each configuration that has its policy must admit the caller.
    /// </remarks>
    private bool Admits(HttpContext context, string? policy, CallerSettings? caller)
    {
        var access = callers.Current.Access;
        var isLocal = caller is null && SourceAddress.IsLocal(context);
        return callers.Outgoing is { } outgoing && outgoing.Knows(policy)
            ? By(outgoing) && (!access.Knows(policy) || By(access))
            : By(access);

        bool By(AccessSettings judge) => Admits(judge, policy, caller, isLocal);
    }

    private void Refuse(HttpContext context, CallerSettings? caller, string? policy)
    {
        if (caller is null)
        {
            refusals.RefuseUnknown(context, Refusal.Missing);
        }
        else
        {
            refusals.RefuseKnown(context, caller.Name, policy);
        }
    }
}
