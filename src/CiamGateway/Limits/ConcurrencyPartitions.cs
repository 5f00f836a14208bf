using System.Collections.Concurrent;
using System.Threading.RateLimiting;

namespace CiamGateway.Limits;

/// <summary>
/// A limit of concurrent requests for each key. .NET's own partitioned limiter wakes the process ten times a second from its creation on,
/// used or not, to forget keys that are idle; this one forgets them when there are many, and needs no timer.
/// </summary>
/// <param name="keyOf">The key of a request; null for no limit.</param>
/// <param name="optionsOf">How many requests a key may have at once.</param>
/// <param name="leastIdle">A key that was used less long ago is kept; by default 10 s.</param>
internal sealed class ConcurrencyPartitions<TResource, TKey>(
    Func<TResource, TKey?> keyOf,
    Func<TKey, ConcurrencyLimiterOptions> optionsOf,
    TimeSpan? leastIdle = null
) : PartitionedRateLimiter<TResource>
    where TKey : struct
{
    /// <summary>How many keys there are at least before idle ones are forgotten.</summary>
    public const int FirstSweep = 1000;

    private readonly TimeSpan _leastIdle = leastIdle ?? TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TKey, ConcurrencyLimiter> _limiters = new();
    private int _nextSweep = FirstSweep;
    private volatile bool _isDisposed;

    public int Count => _limiters.Count;

    public override RateLimiterStatistics? GetStatistics(TResource resource) => Find(resource)?.GetStatistics();

    protected override RateLimitLease AttemptAcquireCore(TResource resource, int permitCount) =>
        Find(resource)?.AttemptAcquire(permitCount) ?? Unlimited.Lease;

    protected override ValueTask<RateLimitLease> AcquireAsyncCore(
        TResource resource,
        int permitCount,
        CancellationToken cancellationToken
    ) => Find(resource)?.AcquireAsync(permitCount, cancellationToken) ?? new(Unlimited.Lease);

    protected override void Dispose(bool disposing)
    {
        _isDisposed = true;
        foreach (var limiter in _limiters.Values)
        {
            limiter.Dispose();
        }
        base.Dispose(disposing);
    }

    protected override ValueTask DisposeAsyncCore()
    {
        Dispose(disposing: true);
        return base.DisposeAsyncCore();
    }

    private ConcurrencyLimiter? Find(TResource resource)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (keyOf(resource) is not { } key)
        {
            return null;
        }
        if (_limiters.TryGetValue(key, out var limiter))
        {
            return limiter;
        }
        if (_limiters.Count >= Volatile.Read(ref _nextSweep))
        {
            Sweep();
        }
        return _limiters.GetOrAdd(key, static (key, optionsOf) => new ConcurrencyLimiter(optionsOf(key)), optionsOf);
    }

    /// <summary>
    /// A limiter with a request under way is not idle. It is not disposed of, since another request may just have found it.
    /// </summary>
    private void Sweep()
    {
        foreach (var (key, limiter) in _limiters)
        {
            if (limiter.IdleDuration >= _leastIdle)
            {
                _limiters.TryRemove(key, out _);
            }
        }
        Volatile.Write(ref _nextSweep, Math.Max(FirstSweep, 2 * _limiters.Count));
    }

    private sealed class Unlimited : RateLimitLease
    {
        public static readonly Unlimited Lease = new();

        public override bool IsAcquired => true;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
