namespace CiamGateway.Tokens;

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
