namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>How long a slot must not force another renewal after the rejections that it has seen.</summary>
internal sealed class RejectionMemory(TimeSpan interval, TwoClocks clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, (long Since, TimeSpan Length, int Fetch)> _routes = [];
    private long? _lastForced;

    public bool MayForce(string route) => (_lastForced is not { } last || clock.GetElapsedTime(last) >= interval) && IsOver(route);

    public bool MayJoin(string route, int fetch) => (_routes.TryGetValue(route, out var pause) && pause.Fetch == fetch) || IsOver(route);

    public void Expects(string route, int fetch, bool isForced)
    {
        _lastForced = isForced ? clock.GetTimestamp() : _lastForced;
        if (_routes.TryGetValue(route, out var before) && before.Fetch == fetch)
        {
            return;
        }
        var isRemembered = before.Length > TimeSpan.Zero && clock.GetElapsedTime(before.Since) <= 2 * Longest;
        var length = Math.Max(isForced ? interval.Ticks : 0, isRemembered ? 2 * before.Length.Ticks : 0);
        _routes[route] = (clock.GetTimestamp(), TimeSpan.FromTicks(Math.Min(length, Longest.Ticks)), fetch);
    }

    public void Helped(string route) => _routes.Remove(route);

    private bool IsOver(string route) => !_routes.TryGetValue(route, out var pause) || clock.GetElapsedTime(pause.Since) >= pause.Length;
}
