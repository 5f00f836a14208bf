using System.Collections.Concurrent;

namespace CiamGateway.Forwarding.Upstream;

/// <summary>Keeps a trouble that every request of a route meets from filling the log: it is said once a minute.</summary>
internal sealed class LogThrottle(TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _said = new();

    /// <param name="trouble">A name that is bounded, such as a route's.</param>
    public bool IsDue(string trouble)
    {
        var now = clock.GetTimestamp();
        return _said.TryGetValue(trouble, out var before)
            ? clock.GetElapsedTime(before, now) >= Interval && _said.TryUpdate(trouble, now, before)
            : _said.TryAdd(trouble, now);
    }
}
