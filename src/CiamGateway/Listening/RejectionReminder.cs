using System.Collections.Concurrent;

namespace CiamGateway.Listening;

/// <summary>
/// Keeps rejected requests from filling the log: one line a minute for each reason and address, and one a second for each reason.
/// </summary>
internal sealed class RejectionReminder(TimeProvider clock)
{
    private const int MaximumAddresses = 1000;

    private static readonly TimeSpan OfAddress = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan OfReason = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _logged = new();

    public bool IsDue(string reason, string? address)
    {
        if (_logged.Count > MaximumAddresses)
        {
            _logged.Clear();
        }
        return IsDue($"{reason} {address}", OfAddress) && IsDue(reason, OfReason);
    }

    private bool IsDue(string key, TimeSpan interval)
    {
        var now = clock.GetTimestamp();
        return _logged.TryGetValue(key, out var before)
            ? clock.GetElapsedTime(before, now) >= interval && _logged.TryUpdate(key, now, before)
            : _logged.TryAdd(key, now);
    }
}
