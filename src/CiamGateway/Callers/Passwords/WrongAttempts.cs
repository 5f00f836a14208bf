using Microsoft.Extensions.Caching.Memory;

namespace CiamGateway.Callers.Passwords;

/// <summary>
/// Counts wrong attempts by origin; each is forgotten after a while, one at a time, and an origin with too many has to wait.
/// </summary>
/// <param name="most">How many an origin may have.</param>
/// <param name="forgetting">How long until one of them is forgotten.</param>
internal sealed class WrongAttempts(int most, TimeSpan forgetting, TimeProvider clock) : IDisposable
{
    /// <summary>Above this number, the origins with the oldest attempts are dropped, so that invented origins fill no memory.</summary>
    private const int MostOrigins = 10_000;

    private readonly MemoryCache _origins = new(new MemoryCacheOptions { SizeLimit = MostOrigins, Clock = new CacheClock(clock) });

    /// <summary>How long the origin has to wait; zero where it may try.</summary>
    public TimeSpan WaitOf(object origin)
    {
        var excess = LevelOf(origin) - (most - 1);
        return excess > 0 ? excess * forgetting : TimeSpan.Zero;
    }

    /// <returns>How many attempts count now; each is forgotten gradually.</returns>
    public double LevelOf(object origin) => _origins.Get<Level>(origin)?.At(clock.GetTimestamp(), clock, forgetting) ?? 0;

    public void Add(object origin)
    {
        lock (_origins)
        {
            var now = clock.GetTimestamp();
            var level = (_origins.Get<Level>(origin)?.At(now, clock, forgetting) ?? 0) + 1;
            _origins.Set(
                origin,
                new Level(level, now),
                new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = (most + 1) * forgetting }
            );
        }
    }

    public void Dispose() => _origins.Dispose();

    private sealed record Level(double Count, long Since)
    {
        public double At(long now, TimeProvider clock, TimeSpan forgetting) =>
            Math.Max(0, Count - (clock.GetElapsedTime(Since, now) / forgetting));
    }
}
