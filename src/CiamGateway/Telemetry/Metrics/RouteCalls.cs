namespace CiamGateway.Telemetry.Metrics;

/// <summary>
/// The calls of one route: how many there were, and if they fail, since when and why. A call that succeeds costs one read besides its
/// counters.
/// </summary>
internal sealed class RouteCalls(TrafficWindow window, TimeProvider clock)
{
    public const int KeptFailures = 5;

    /// <summary>Failures are remembered for this long.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>For how long after a failed call a route counts as failing although other calls succeed.</summary>
    private static readonly TimeSpan Suspicion = TimeSpan.FromMinutes(1);

    /// <summary>How often the cause of alike failures is read: to mask it takes longer than the call.</summary>
    private static readonly TimeSpan ReadingInterval = TimeSpan.FromSeconds(1);

    /// <summary>If the last success is this many slices old, calls that failed since then are all calls.</summary>
    private const int SlicesWithoutSuccess = 2;

    /// <summary>A series of failures that is less likely than this is no coincidence.</summary>
    private const double Coincidence = 0.01;

    /// <summary>Callers give up for reasons of their own. If this many do in a row, the reason is the API.</summary>
    private const int ManyGone = 3;

    private readonly Lock _gate = new();
    private readonly List<CallFailure> _failures = [];
    private readonly Dictionary<(CallOutcome, int Status, string? Type), DateTimeOffset> _readAt = [];
    private volatile int _inRow;
    private int _goneInRow;
    private DateTimeOffset _rowSince;
    private DateTimeOffset _episodeSince;

    /// <summary>Null after a recovery.</summary>
    private DateTimeOffset? _lastFailure;
    private CallRecovery? _recovery;

    public TrafficWindow Window => window;

    /// <summary>Ends a series of failures, if there is one. Comes before the call is counted.</summary>
    /// <param name="slice">The number of the slice that time is in.</param>
    public void Succeeded(long slice)
    {
        if (_inRow > 0)
        {
            EndRow(slice);
        }
    }

    /// <summary>Whether the caller of this method is the one that reads the cause of its failure, of all alike within a second.</summary>
    public bool TakeReading(CallOutcome outcome, int status, string? type)
    {
        var (kind, now) = ((outcome, status, type), clock.GetUtcNow());
        lock (_gate)
        {
            if (_readAt.TryGetValue(kind, out var before) && now - before < ReadingInterval)
            {
                return false;
            }
            _readAt[kind] = now;
            return true;
        }
    }

    /// <summary>Notes a call that failed, or whose caller gave up. Comes after the call is counted.</summary>
    /// <param name="failure">This call alone; its cause is null unless it was read.</param>
    public void Failed(CallFailure failure)
    {
        var now = failure.LastAt;
        lock (_gate)
        {
            if (_inRow == 0)
            {
                _rowSince = now;
                _episodeSince = IsSuspect(now) ? _episodeSince : now;
            }
            _inRow++;
            if (failure.Outcome is CallOutcome.CallerGone)
            {
                _goneInRow++;
            }
            else
            {
                _lastFailure = now;
            }
            Keep(failure);
        }
    }

    /// <param name="slice">The number of the slice that time is in.</param>
    /// <param name="origin">When slice 0 began.</param>
    public CallCondition Condition(long slice, DateTimeOffset origin)
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            List<CallFailure> failures = [.. _failures.Where(failure => now - failure.LastAt < Memory)];
            var lastSuccess = LastSuccess(now, origin);
            var state =
                failures.Count > 0 && AllFail(slice) ? CallState.AllFail
                : IsSuspect(now) ? CallState.SomeFail
                : lastSuccess is null ? CallState.NoCalls
                : CallState.Succeed;
            DateTimeOffset? since = state switch
            {
                CallState.AllFail => _rowSince,
                CallState.SomeFail => _episodeSince,
                _ => null,
            };
            var recovery = _recovery is { } last && now - last.Until < Memory ? last : null;
            return new CallCondition(state, since, lastSuccess, failures.FirstOrDefault()?.LastAt, failures, recovery);
        }
    }

    /// <returns>The beginning of its slice; null if it is too long ago.</returns>
    private DateTimeOffset? LastSuccess(DateTimeOffset now, DateTimeOffset origin) =>
        window.LastSuccess() is >= 0 and var last && origin + (last * TrafficWindow.SliceLength) is var time && now - time < Memory
            ? time
            : null;

    private void EndRow(long slice)
    {
        lock (_gate)
        {
            if (_inRow > 0 && AllFail(slice))
            {
                (_recovery, _lastFailure) = (new CallRecovery(_rowSince, clock.GetUtcNow(), _failures[0]), null);
            }
            (_inRow, _goneInRow) = (0, 0);
        }
    }

    private bool AllFail(long slice)
    {
        var failed = _inRow - _goneInRow;
        var last = window.LastSuccess();
        if (last < 0 || slice - last >= SlicesWithoutSuccess)
        {
            return failed > 0 || _goneInRow >= ManyGone;
        }
        return failed > 1 && ChanceOf(failed, slice) < Coincidence;
    }

    /// <returns>How likely this many failures in a row are, if calls fail as often as they did before in the last minute.</returns>
    private double ChanceOf(int failed, long slice)
    {
        var totals = new TrafficTotals();
        window.AddTo(totals, slice);
        var before = Math.Max(0, totals.Failed - failed);
        return Math.Pow((before + 0.1) / (before + totals.Succeeded + 1), failed);
    }

    private bool IsSuspect(DateTimeOffset now) => _lastFailure is { } last && now - last < Suspicion;

    private CallFailure? Find(CallOutcome outcome, int status, string? type) =>
        _failures.Find(failure => failure.IsAlike(outcome, status, type));

    private void Keep(CallFailure failure)
    {
        if (Find(failure.Outcome, failure.Status, failure.Type) is { } before)
        {
            _failures.Remove(before);
            if (failure.LastAt - before.LastAt < Memory)
            {
                failure = failure.After(before);
            }
        }
        _failures.Insert(0, failure);
        if (_failures.Count > KeptFailures)
        {
            var forgotten = _failures[KeptFailures];
            _failures.RemoveAt(KeptFailures);
            _readAt.Remove((forgotten.Outcome, forgotten.Status, forgotten.Type));
        }
    }
}
