using System.Collections.Concurrent;

namespace CiamGateway.Telemetry.Log;

/// <summary>Keeps a failure that every request may meet from filling the log: each is logged once in an interval.</summary>
/// <param name="interval">Default: a minute.</param>
internal sealed class LogThrottle(TimeProvider clock, TimeSpan? interval = null)
{
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _lastLogged = new();

    /// <param name="failure">A name from a bounded set, such as that of a route.</param>
    public bool IsDue(string failure)
    {
        var now = clock.GetTimestamp();
        return _lastLogged.TryGetValue(failure, out var before)
            ? clock.GetElapsedTime(before, now) >= _interval && _lastLogged.TryUpdate(failure, now, before)
            : _lastLogged.TryAdd(failure, now);
    }
}
