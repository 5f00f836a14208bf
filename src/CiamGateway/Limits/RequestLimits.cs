using System.Threading.RateLimiting;
using CiamGateway.Errors;

namespace CiamGateway.Limits;

/// <summary>Holds every request to the limits. ASP.NET Core's own stage knows only policies that were there at start; this one knows those in force.</summary>
internal sealed class RequestLimits(RequestDelegate next, RequestLimiters limiters)
{
    private static readonly TimeSpan UntilRoom = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        using var place = await limiters.Gateway.AcquireAsync(context, 1, context.RequestAborted);
        if (!place.IsAcquired)
        {
            context.Fail(new GatewayError(Problems.GatewayOverloaded, "The gateway is at its limit of concurrent requests. Nothing was sent to the API.", UntilRoom));
            return;
        }
        using var share = await limiters.CallerAndRoute.AcquireAsync(context, 1, context.RequestAborted);
        if (!share.IsAcquired)
        {
            context.Fail(new GatewayError(Problems.RateLimited, "This caller, or this route, is at its limit. Nothing was sent to the API.", RetryAfter(share)));
            return;
        }
        await next(context);
    }

    private static TimeSpan RetryAfter(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) && retryAfter > UntilRoom ? retryAfter : UntilRoom;
}
