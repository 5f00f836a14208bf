using System.Net;
using CiamGateway.Callers;
using CiamGateway.Errors;

namespace CiamGateway.Management;

/// <summary>
/// Admits operators: the callers of the access policy or, if there is none, everyone on this machine. Requests that a page of another site
/// sends from an operator's browser are refused.
/// </summary>
internal sealed class OperatorAccessMiddleware(RequestDelegate next, CurrentConfiguration configuration, CallerRefusals refusals)
{
    private const string Section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Management)}";

    public Task InvokeAsync(HttpContext context)
    {
        var current = configuration.Current;
        var caller = context.Features.Get<CallerSettings>();
        if (Refuse(context, current, caller))
        {
            return Task.CompletedTask;
        }
        if (RequestOrigin.IsForeign(context.Request))
        {
            context.Fail(
                new GatewayError(
                    Problems.CrossSiteRequest,
                    "The request comes from a page of another site. Send it from the status page itself, "
                        + "or from a program that is no browser."
                )
            );
            return Task.CompletedTask;
        }
        if (NeedsNoCredential(caller) && !RequestOrigin.IsAddressedRightly(context.Request, current.Options.Management))
        {
            ManagementHostMiddleware.Refuse(context);
            return Task.CompletedTask;
        }
        return next(context);
    }

    private bool Refuse(HttpContext context, GatewayConfiguration current, CallerSettings? caller)
    {
        if (current.Options.Management.AccessPolicy is not { Length: > 0 } policy)
        {
            if (SourceAddress.IsLocal(context))
            {
                return false;
            }
            context.Fail(
                new GatewayError(
                    Problems.OperatorsOnly,
                    $"Without {Section}:AccessPolicy, status and tokens are for this machine only, with no proxy in between. "
                        + "Name the policy whose callers may see them, or ask on the machine itself."
                )
            );
        }
        else if (caller is not null && !current.Access.Admits(policy, caller))
        {
            refusals.RefuseKnown(context, caller.Name, policy);
        }
        else if (caller is null && !current.Access.AdmitsAnonymous(policy, SourceAddress.IsLocal(context)))
        {
            refusals.RefuseUnknown(context, Refusal.Missing);
        }
        return context.GetGatewayError() is not null;
    }

    /// <summary>Whether it is who it is by its address alone, which every page in a browser there has, too.</summary>
    private static bool NeedsNoCredential(CallerSettings? caller) => caller is null or { IsKnownByNetwork: true };
}

/// <summary>
/// Tells requests that a browser makes for somebody else's page from others: by what browsers say of themselves (Fetch Metadata, Origin),
/// and by the name that they address (DNS rebinding).
/// </summary>
internal static class RequestOrigin
{
    public static bool IsForeign(HttpRequest request) =>
        CrossSiteRequest.Asks(request) || (CrossSiteRequest.IsChange(request) && CrossSiteRequest.HasForeignOrigin(request));

    public static bool IsAddressedRightly(HttpRequest request, ManagementOptions management)
    {
        var host = request.Host.Host;
        return IPAddress.TryParse(host.Trim('[', ']'), out _)
            || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (Uri.TryCreate(management.Url, UriKind.Absolute, out var url) && url.Host.Equals(host, StringComparison.OrdinalIgnoreCase))
            || management.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
    }
}
