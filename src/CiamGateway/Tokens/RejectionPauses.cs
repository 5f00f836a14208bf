namespace CiamGateway.Tokens;

/// <summary>
/// Limits how often the API's rejections force a renewal: once in the interval for all routes together, and ever more seldom for a route
/// that rejects every new token, too. Such a route does not keep another one from a renewal.
/// </summary>
/// <remarks>Not safe for concurrent use: its slot guards it.</remarks>
internal sealed class RejectionPauses(TimeSpan interval, TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly ForcedRenewal _renewals = new(interval, clock);
    private readonly Dictionary<string, Pause> _pauses = [];

    /// <returns>Whether a renewal may be forced now.</returns>
    public bool TryForce(string route) => IsOver(route) && _renewals.TryTake();

    /// <summary>
    /// A call waits for the renewal that its route expects. If that does not help, the route's calls wait for no other until its pause is
    /// over.
    /// </summary>
    /// <param name="renewal">The number of the renewal that is under way.</param>
    public bool MayJoin(string route, int renewal) => IsExpected(route, renewal) || IsOver(route);

    /// <summary>Begins the route's pause. Unless the renewal helps, the next pause is longer.</summary>
    /// <param name="isForced">Whether the renewal is this route's own; one that was under way anyway begins no first pause.</param>
    public void Expect(string route, int renewal, bool isForced)
    {
        if (IsExpected(route, renewal))
        {
            return;
        }
        var forgotten = _pauses.Where(pause => clock.GetElapsedTime(pause.Value.Since) > 2 * Longest).Select(pause => pause.Key).ToList();
        forgotten.ForEach(key => _pauses.Remove(key));
        var before = _pauses.GetValueOrDefault(route);
        var length = Max(isForced ? interval : TimeSpan.Zero, 2 * (before?.Length ?? TimeSpan.Zero));
        var bound = Max(interval, Longest);
        _pauses[route] = new Pause(
            clock.GetTimestamp(),
            length < bound ? length : bound,
            renewal,
            before is null ? null : before with { Before = null }
        );
    }

    /// <summary>The API has accepted the new token on this route.</summary>
    public void Helped(string route) => _pauses.Remove(route);

    /// <summary>Another replica's token has come, which may be rejected too: the next renewal need not wait.</summary>
    public void GiveBack(int renewal)
    {
        _renewals.GiveBack();
        foreach (var (route, pause) in _pauses.Where(pause => pause.Value.Renewal == renewal).ToList())
        {
            _pauses.Remove(route);
            if (pause.Before is { } before)
            {
                _pauses[route] = before;
            }
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private bool IsExpected(string route, int renewal) => _pauses.TryGetValue(route, out var pause) && pause.Renewal == renewal;

    private bool IsOver(string route) => !_pauses.TryGetValue(route, out var pause) || clock.GetElapsedTime(pause.Since) >= pause.Length;

    /// <param name="Since">When the route began to expect the renewal.</param>
    /// <param name="Length">How long the route forces no other.</param>
    /// <param name="Before">The pause before this one, if it has not helped either.</param>
    private sealed record Pause(long Since, TimeSpan Length, int Renewal, Pause? Before);
}

/// <summary>
/// Limits how often a renewal is forced, so that neither an API that rejects every token nor an operator who presses the button again and
/// again causes a loop.
/// </summary>
/// <remarks>Not safe for concurrent use: its slot guards it.</remarks>
internal sealed class ForcedRenewal(TimeSpan interval, TimeProvider clock)
{
    private long? _last;

    /// <returns>Whether a renewal may be forced now; then the next one may not before the interval is over.</returns>
    public bool TryTake()
    {
        if (_last is { } last && clock.GetElapsedTime(last) < interval)
        {
            return false;
        }
        _last = clock.GetTimestamp();
        return true;
    }

    /// <summary>The next renewal need not wait.</summary>
    public void GiveBack() => _last = null;
}
