using System.Collections.Concurrent;

namespace CiamGateway.Telemetry.Log;

/// <summary>Keeps a failure that every request may meet from filling the log: each is logged once a minute.</summary>
internal sealed class LogThrottle(TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _lastLogged = new();

    /// <param name="failure">A name from a bounded set, such as that of a route.</param>
    public bool IsDue(string failure)
    {
        var now = clock.GetTimestamp();
        return _lastLogged.TryGetValue(failure, out var before)
            ? clock.GetElapsedTime(before, now) >= Interval && _lastLogged.TryUpdate(failure, now, before)
            : _lastLogged.TryAdd(failure, now);
    }
}
