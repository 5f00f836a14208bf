using System.Collections.Concurrent;

namespace CiamGateway.Telemetry.Log;

/// <summary>Keeps what every request may cause from filling the log: each kind is logged once in an interval.</summary>
/// <param name="interval">Default: a minute.</param>
/// <param name="most">How many kinds are remembered; with more, all are forgotten.</param>
internal sealed class LogThrottle(TimeProvider clock, TimeSpan? interval = null, int most = int.MaxValue)
{
    private readonly TimeSpan _interval = interval ?? TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _lastLogged = new();

    /// <summary>Whether the caller of this method is the one that logs.</summary>
    /// <param name="kind">A name from a bounded set, such as that of a route.</param>
    public bool IsDue(string kind)
    {
        if (_lastLogged.Count > most)
        {
            _lastLogged.Clear();
        }
        var now = clock.GetTimestamp();
        return _lastLogged.TryGetValue(kind, out var before)
            ? clock.GetElapsedTime(before, now) >= _interval && _lastLogged.TryUpdate(kind, now, before)
            : _lastLogged.TryAdd(kind, now);
    }

    /// <summary>Whether the kind was logged within the interval.</summary>
    public bool IsRecent(string kind) => _lastLogged.TryGetValue(kind, out var before) && clock.GetElapsedTime(before) < _interval;
}
