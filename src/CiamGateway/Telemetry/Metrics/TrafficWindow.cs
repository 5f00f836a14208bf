namespace CiamGateway.Telemetry.Metrics;

/// <summary>
/// What one route answered in the last minute: a ring of slices, each counted without a lock and replaced when its time comes again, so
/// that a request allocates nothing. A slice that is replaced goes into the history.
/// </summary>
internal sealed class TrafficWindow(TrafficHistory history)
{
    public static readonly TimeSpan SliceLength = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Length = SliceLength * Slices;

    public const int Slices = 12;

    private readonly Slice[] _slices = [.. Enumerable.Range(0, Slices).Select(_ => new Slice(number: -Slices))];
    private long _lastSuccess = -1;

    /// <param name="now">The number of the slice that time is in.</param>
    public void Add(long now, CallOutcome outcome, bool isError, TimeSpan duration)
    {
        ref var place = ref _slices[now % Slices];
        var slice = Volatile.Read(ref place);
        if (slice.Number < now)
        {
            slice = Replace(ref place, now);
        }
        slice.Add(outcome, isError, duration);
    }

    /// <param name="now">The number of the slice that time is in, which counts as far as it has come.</param>
    public void AddTo(TrafficTotals totals, long now)
    {
        foreach (ref var place in _slices.AsSpan())
        {
            var slice = Volatile.Read(ref place);
            if (slice.Number > now - Slices && slice.Number <= now)
            {
                slice.AddTo(totals);
            }
        }
    }

    /// <summary>Adds the slices that are not in the history yet to their minutes.</summary>
    /// <param name="first">The minute of the first totals.</param>
    public void AddTo(ReadOnlySpan<TrafficTotals> minutes, long first)
    {
        foreach (var slice in _slices)
        {
            var place = (slice.Number / Slices) - first;
            if (place >= 0 && place < minutes.Length)
            {
                slice.AddTo(minutes[(int)place]);
            }
        }
    }

    /// <returns>The number of the slice of the last success; -1 if there was none.</returns>
    public long LastSuccess()
    {
        var last = Volatile.Read(ref _lastSuccess);
        foreach (ref var place in _slices.AsSpan())
        {
            var slice = Volatile.Read(ref place);
            last = slice.Number > last && slice.HasSuccess ? slice.Number : last;
        }
        return last;
    }

    /// <summary>The first request that finds the slice over replaces it. It is a minute old, so no other request counts in it.</summary>
    private Slice Replace(ref Slice place, long now)
    {
        lock (history)
        {
            if (place.Number < now)
            {
                if (history.Of(place.Number / Slices, now / Slices) is { } minute)
                {
                    place.AddTo(minute);
                }
                _lastSuccess = place.HasSuccess ? Math.Max(_lastSuccess, place.Number) : _lastSuccess;
                Volatile.Write(ref place, new Slice(now));
            }
            return place;
        }
    }

    private sealed class Slice(long number)
    {
        private readonly int[] _durations = new int[DurationBuckets.Count];
        private readonly int[] _outcomes = new int[CallOutcomes.Count];
        private int _errors;

        public long Number => number;

        public bool HasSuccess => _durations.Sum() > _outcomes.Sum() - _outcomes[(int)CallOutcome.RequestRejected];

        public void Add(CallOutcome outcome, bool isError, TimeSpan duration)
        {
            Interlocked.Increment(ref _durations[DurationBuckets.Of(duration)]);
            if (outcome is not CallOutcome.Succeeded)
            {
                Interlocked.Increment(ref _outcomes[(int)outcome]);
            }
            if (isError)
            {
                Interlocked.Increment(ref _errors);
            }
        }

        public void AddTo(TrafficTotals totals) => totals.Add(_durations, _outcomes, Volatile.Read(ref _errors));
    }
}
