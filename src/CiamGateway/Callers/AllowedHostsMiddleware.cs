using CiamGateway.Errors;

namespace CiamGateway.Callers;

/// <summary>
/// Refuses requests for host names that are not the gateway's, where <c>AllowedHosts</c> says which are: a page in a browser may have its
/// own name resolved to this machine (DNS rebinding). Names and patterns are compared as ASP.NET Core's own host filtering does; a request
/// of HTTP/1.0 may name none.
/// </summary>
internal sealed class AllowedHostsMiddleware(RequestDelegate next, CurrentCallers callers)
{
    public Task InvokeAsync(HttpContext context)
    {
        var allowed = callers.Current.Access.AllowedHosts;
        if (allowed.Count == 0 || !context.Request.Host.HasValue || HostString.MatchesAny(context.Request.Host.Value, allowed))
        {
            return next(context);
        }
        context.Fail(
            new GatewayError(
                Problems.HostRefused,
                $"The Host header names no host of {AllowedHostsValidator.Key}. Address the gateway by one of them, "
                    + "or add the name there. Nothing was sent to the API."
            )
        );
        return Task.CompletedTask;
    }
}
