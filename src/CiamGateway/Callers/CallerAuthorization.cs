using CiamGateway.Configuration;
using CiamGateway.Errors;
using Microsoft.AspNetCore.Authorization;

namespace CiamGateway.Callers;

/// <summary>Lets a request pass if the route's access policy, as it is in force when the request comes, admits whoever calls; refuses it otherwise. ASP.NET Core's own stage would make a dozen objects for every request to say the same.</summary>
internal sealed class CallerAuthorization(RequestDelegate next, CallersInForce callers, CallerRefusals refusals)
{
    public Task InvokeAsync(HttpContext context)
    {
        var caller = context.Features.Get<CallerSettings>();
        if (Admits(context, caller))
        {
            return caller is null or { IsKnownByNetwork: true } && ForeignPage.Asks(context.Request) ? RefusePage(context) : next(context);
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

    private static Task RefusePage(HttpContext context)
    {
        context.Fail(new GatewayError(Problems.CrossSiteRequest, "The request comes from a browser, for a page of another site, and by an address alone. Send it from a program that is no browser, or with a credential. Nothing was sent to the API."));
        return Task.CompletedTask;
    }

    /// <remarks>While routes are swapped, this one may be of either configuration: each that knows its policy must admit the caller.</remarks>
    private bool Admits(HttpContext context, CallerSettings? caller)
    {
        var policy = PolicyOf(context.GetEndpoint());
        var access = context.Features.Get<AccessSettings>() ?? callers.Current.Access;
        return callers.Outgoing is { } outgoing && outgoing.Knows(policy)
            ? By(outgoing) && (!access.Knows(policy) || By(access))
            : By(access);

        bool By(AccessSettings judge) => caller is null ? judge.AdmitsAnonymous(policy, SourceAddress.IsLocal(context)) : judge.Admits(policy, caller);
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
