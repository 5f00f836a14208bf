using System.Threading.RateLimiting;
using CiamGateway.Errors;

namespace CiamGateway.Limits;

/// <summary>
/// Applies the limits to every request. ASP.NET Core's own middleware knows only the policies of the start; this one knows the current
/// ones.
/// </summary>
internal sealed class RequestLimitsMiddleware(RequestDelegate next, RequestLimiters limiters, LimitRefusals refusals)
{
    private static readonly TimeSpan UntilRoom = TimeSpan.FromSeconds(1);

    public async Task InvokeAsync(HttpContext context)
    {
        using var permit = limiters.Gateway.AttemptAcquire();
        if (!permit.IsAcquired)
        {
            context.Fail(
                new GatewayError(
                    Problems.GatewayOverloaded,
                    "The gateway is at its limit of concurrent requests. Nothing was sent to the API.",
                    UntilRoom
                )
            );
            return;
        }
        if (limiters.Of(context) is not { } limiter)
        {
            await next(context);
            return;
        }
        using var lease = await AcquireAsync(limiter, context);
        if (lease is null)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return;
        }
        if (!lease.IsAcquired)
        {
            refusals.Refuse(context, limiters.ReachedBy(context), RetryAfter(lease));
            return;
        }
        await next(context);
    }

    /// <returns>Null if the caller went away while it waited.</returns>
    private static async ValueTask<RateLimitLease?> AcquireAsync(PartitionedRateLimiter<HttpContext> limiter, HttpContext context)
    {
        // A caller that is gone but need not wait is served: the next stages find out what became of its request.
        if (context.RequestAborted.IsCancellationRequested)
        {
            return limiter.AttemptAcquire(context);
        }
        try
        {
            // Acquired once, since the permit of a rate limit cannot be returned.
            return await limiter.AcquireAsync(context, 1, context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static TimeSpan RetryAfter(RateLimitLease lease) =>
        lease.TryGetMetadata(MetadataName.RetryAfter, out var retryAfter) && retryAfter > UntilRoom ? retryAfter : UntilRoom;
}
