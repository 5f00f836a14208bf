using System.Collections.Concurrent;

namespace CiamGateway.Telemetry.Log;

/// <summary>
/// Keeps what strangers do to the server from filling the log: of its warnings and errors, such as those of connections over HTTP/2, each
/// kind is written once a minute.
/// </summary>
internal sealed class ServerLogThrottle(TimeProvider clock)
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private const string Server = "Microsoft.AspNetCore.";

    private readonly ConcurrentDictionary<(string Category, int Event), long> _written = new();
    private readonly ConcurrentDictionary<(string Category, int Event), int> _omitted = new();

    /// <summary>Tells that a line was omitted after none was.</summary>
    public event Action? Omitting;

    /// <summary>Whether a line is written; one that is not is counted.</summary>
    public bool Permits(LogLevel level, string category, EventId kind)
    {
        if (level < LogLevel.Warning || !category.StartsWith(Server, StringComparison.Ordinal))
        {
            return true;
        }
        var (key, now) = ((category, kind.Id), clock.GetTimestamp());
        if (
            !_written.TryGetValue(key, out var before)
                ? _written.TryAdd(key, now)
                : clock.GetElapsedTime(before, now) >= Interval && _written.TryUpdate(key, now, before)
        )
        {
            return true;
        }
        var isFirst = _omitted.IsEmpty;
        _omitted.AddOrUpdate(key, 1, static (_, count) => count + 1);
        if (isFirst)
        {
            Omitting?.Invoke();
        }
        return false;
    }

    /// <returns>How many lines of each kind were omitted since the last time.</returns>
    public IReadOnlyList<(string Category, int Event, int Count)> TakeOmitted()
    {
        var taken = new List<(string, int, int)>();
        foreach (var key in _omitted.Keys)
        {
            if (_omitted.TryRemove(key, out var count))
            {
                taken.Add((key.Category, key.Event, count));
            }
        }
        return taken;
    }
}
