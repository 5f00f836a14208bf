using System.Threading.RateLimiting;
using CiamGateway.Configuration;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.RateLimiting;

namespace CiamGateway.Limits;

/// <summary>The limits in force: one for the whole gateway, one for every caller, and those that routes name. Idle ones are forgotten, changed ones start anew.</summary>
internal sealed class RequestLimiters : IAsyncDisposable
{
    private readonly ConfigurationInForce _configuration;
    private readonly PartitionedRateLimiter<HttpContext>[] _links;
    private readonly PartitionedRateLimiter<HttpContext> _chain;

    public RequestLimiters(ConfigurationInForce configuration)
    {
        _configuration = configuration;
        Gateway = PartitionedRateLimiter.Create<HttpContext, int>(_ =>
            RateLimitPartition.GetConcurrencyLimiter(configuration.Current.Limits.All.MaxConcurrentRequests, most => new ConcurrencyLimiterOptions { PermitLimit = most }));
        // Room is looked for first, since it is given back where a later limit refuses.
        _links =
        [
            PartitionedRateLimiter.Create<HttpContext, Share>(context => Room(Of(context, PerCaller(context)))),
            PartitionedRateLimiter.Create<HttpContext, Share>(context => Room(Of(context, PerRoute(context)))),
            PartitionedRateLimiter.Create<HttpContext, Share>(context => Rate(Of(context, PerCaller(context)))),
            PartitionedRateLimiter.Create<HttpContext, Share>(context => Rate(Of(context, PerRoute(context)))),
        ];
        _chain = PartitionedRateLimiter.CreateChained(_links);
    }

    /// <summary>How many requests the gateway serves at once.</summary>
    public PartitionedRateLimiter<HttpContext> Gateway { get; }

    private PartitionedRateLimiter<HttpContext> RoomOfCaller => _links[0];

    /// <summary>What the caller may ask, of the gateway and of the route; nothing where there is no such limit.</summary>
    public PartitionedRateLimiter<HttpContext>? Of(HttpContext context) => (PerCaller(context), PerRoute(context)) switch
    {
        (null or { Concurrency: 0, Requests: 0 }, null) => null,
        ({ Requests: 0 }, null) => RoomOfCaller,
        _ => _chain,
    };

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        // A chain does not end its links.
        await _chain.DisposeAsync();
        foreach (var link in _links)
        {
            await link.DisposeAsync();
        }
    }

    private RateLimit? PerCaller(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null ? _configuration.Current.Limits.PerCaller : null;

    private RateLimit? PerRoute(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName is { } name
            ? _configuration.Current.Limits.Policies.GetValueOrDefault(name)
            : null;

    private static Share Of(HttpContext context, RateLimit? limit) => limit is null ? default : new Share(
        limit,
        limit.Per is LimitSharing.Route ? default : CallerKey.Of(context),
        limit.Per is LimitSharing.Caller ? "" : RequestFacts.Of(context).Route);

    private static RateLimitPartition<Share> Room(Share share) => share.Limit is { Concurrency: > 0 }
        ? RateLimitPartition.GetConcurrencyLimiter(share, static share => new ConcurrencyLimiterOptions { PermitLimit = share.Limit!.Concurrency, QueueLimit = share.Limit.Queue })
        : RateLimitPartition.GetNoLimiter(default(Share));

    private static RateLimitPartition<Share> Rate(Share share) => share.Limit is { Requests: > 0 }
        ? RateLimitPartition.GetTokenBucketLimiter(share, static share => new TokenBucketRateLimiterOptions
        {
            TokenLimit = share.Limit!.Requests,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = share.Limit.Window / share.Limit.Requests,
            QueueLimit = share.Limit.Queue,
        })
        : RateLimitPartition.GetNoLimiter(default(Share));

    private readonly record struct Share(RateLimit? Limit, CallerKey Caller, string Route);
}
