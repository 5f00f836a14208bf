using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.RateLimiting;

namespace CiamGateway.Limits;

/// <summary>
/// The current limits: one for the whole gateway, one for every caller, and the ones that routes name. Idle ones are removed, changed ones
/// are reset.
/// </summary>
/// <remarks>
/// A partitioned limiter of .NET wakes the process ten times a second from its creation on, used or not. Only rates have one, made when a
/// request first needs it.
/// </remarks>
internal sealed class RequestLimiters : IAsyncDisposable
{
    private readonly CurrentConfiguration _configuration;
    private readonly Lazy<PartitionedRateLimiter<HttpContext>>[] _links;
    private readonly Lazy<PartitionedRateLimiter<HttpContext>> _chain;
    private volatile ConcurrencyLimiter _gateway;
    private int _gatewayPermits;

    public RequestLimiters(CurrentConfiguration configuration)
    {
        _configuration = configuration;
        configuration.Applying += Follow;
        Follow(configuration.Current);
        // Concurrency comes first: its permit can be returned if a rate limit refuses.
        _links =
        [
            new(() => Room(context => Of(context, PerCaller(context)))),
            new(() => Room(context => Of(context, PerRoute(context)))),
            new(() => PartitionedRateLimiter.Create<HttpContext, Share>(context => Rate(Of(context, PerCaller(context))))),
            new(() => PartitionedRateLimiter.Create<HttpContext, Share>(context => Rate(Of(context, PerRoute(context))))),
        ];
        _chain = new(() => PartitionedRateLimiter.CreateChained([.. _links.Select(link => link.Value)]));
    }

    /// <summary>How many requests the gateway serves at once.</summary>
    public RateLimiter Gateway => _gateway;

    private PartitionedRateLimiter<HttpContext> RoomOfCaller => _links[0].Value;

    /// <summary>What the caller may ask, of the gateway and of the route; null if there is no such limit.</summary>
    public PartitionedRateLimiter<HttpContext>? Of(HttpContext context) =>
        (PerCaller(context), PerRoute(context)) switch
        {
            (null or { Concurrency: 0, Requests: 0 }, null) => null,
            ({ Requests: 0 }, null) => RoomOfCaller,
            _ => _chain.Value,
        };

    /// <returns>The limit that has no permit left for the request; null if every limit has a permit left.</returns>
    public ReachedLimit? ReachedBy(HttpContext context)
    {
        ReachedLimit?[] limits =
        [
            PerCaller(context)?.ReachedRoom(),
            PerRoute(context)?.ReachedRoom(),
            PerCaller(context)?.ReachedRate(),
            PerRoute(context)?.ReachedRate(),
        ];
        var reached = Array.FindIndex(_links, link =>
            link.IsValueCreated && link.Value.GetStatistics(context) is { CurrentAvailablePermits: <= 0 }
        );
        return reached < 0 ? null : limits[reached];
    }

    public async ValueTask DisposeAsync()
    {
        _configuration.Applying -= Follow;
        await _gateway.DisposeAsync();
        // A chain does not end its links.
        foreach (var limiter in _links.Append(_chain).Where(limiter => limiter.IsValueCreated))
        {
            await limiter.Value.DisposeAsync();
        }
    }

    /// <summary>The requests under way keep their places in the limiter before.</summary>
    [MemberNotNull(nameof(_gateway))]
    private void Follow(GatewayConfiguration configuration)
    {
        var most = configuration.Limits.All.MaxConcurrentRequests;
        if (_gateway is null || most != _gatewayPermits)
        {
            _gatewayPermits = most;
            _gateway = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = most });
        }
    }

    private RateLimit? PerCaller(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<DisableRateLimitingAttribute>() is null
            ? _configuration.Current.Limits.PerCaller
            : null;

    private RateLimit? PerRoute(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName is { } name
            ? _configuration.Current.Limits.Policies.GetValueOrDefault(name)
                ?? _configuration.Outgoing?.Limits.Policies.GetValueOrDefault(name)
            : null;

    private static Share Of(HttpContext context, RateLimit? limit) =>
        limit is null
            ? default
            : new Share(
                limit,
                limit.Per is LimitSharing.Route ? default : CallerKey.Of(context),
                limit.Per is LimitSharing.Caller ? "" : RequestFacts.Of(context).Route
            );

    private static ConcurrencyPartitions<HttpContext, Share> Room(Func<HttpContext, Share> shareOf) =>
        new(
            context => shareOf(context) is { Limit.Concurrency: > 0 } share ? share : null,
            static share => new ConcurrencyLimiterOptions { PermitLimit = share.Limit!.Concurrency, QueueLimit = share.Limit.Queue }
        );

    private static RateLimitPartition<Share> Rate(Share share) =>
        share.Limit is { Requests: > 0 } ? RateLimitPartition.GetTokenBucketLimiter(share, static share => new TokenBucketRateLimiterOptions
            {
                TokenLimit = share.Limit!.Requests,
                TokensPerPeriod = 1,
                ReplenishmentPeriod = share.Limit.Window / share.Limit.Requests,
                QueueLimit = share.Limit.Queue,
            }) : RateLimitPartition.GetNoLimiter(default(Share));

    private readonly record struct Share(RateLimit? Limit, CallerKey Caller, string Route);
}

/// <summary>Tells callers apart: by name, or by address where they have none.</summary>
internal readonly record struct CallerKey(string Name, IPAddress? Network)
{
    public static CallerKey Of(HttpContext context)
    {
        var name = RequestFacts.Of(context).Caller;
        return new CallerKey(name, name == RequestFacts.Anonymous ? NetworkOf(context.Connection.RemoteIpAddress) : null);
    }

    /// <summary>A host owns a whole /64 of IPv6, so all of it is one caller.</summary>
    private static IPAddress? NetworkOf(IPAddress? address) =>
        address switch
        {
            { IsIPv4MappedToIPv6: true } => address.MapToIPv4(),
            { AddressFamily: AddressFamily.InterNetworkV6 } => new IPAddress([.. address.GetAddressBytes().AsSpan(0, 8), .. new byte[8]]),
            _ => address,
        };
}
