namespace CiamGateway.Telemetry.Metrics;

/// <summary>
/// What one route answered in the last minute: a ring of slices, each counted without a lock and replaced when its time comes again, so
/// that a request allocates nothing.
/// </summary>
internal sealed class TrafficWindow
{
    public static readonly TimeSpan SliceLength = TimeSpan.FromSeconds(5);
    public static readonly TimeSpan Length = SliceLength * Slices;

    private const int Slices = 12;

    private readonly Slice[] _slices = [.. Enumerable.Range(0, Slices).Select(_ => new Slice(number: -Slices))];

    /// <param name="now">The number of the slice that time is in.</param>
    public void Add(long now, bool isError, TimeSpan duration)
    {
        ref var place = ref _slices[now % _slices.Length];
        var slice = Volatile.Read(ref place);
        if (slice.Number < now)
        {
            // Whoever comes first replaces it; the others count in the same one.
            Interlocked.CompareExchange(ref place, new Slice(now), slice);
            slice = Volatile.Read(ref place);
        }
        slice.Add(isError, duration);
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

    private sealed class Slice(long number)
    {
        private readonly int[] _durations = new int[DurationBuckets.Count];
        private int _errors;

        public long Number => number;

        public void Add(bool isError, TimeSpan duration)
        {
            Interlocked.Increment(ref _durations[DurationBuckets.Of(duration)]);
            if (isError)
            {
                Interlocked.Increment(ref _errors);
            }
        }

        public void AddTo(TrafficTotals totals) => totals.Add(_durations, Volatile.Read(ref _errors));
    }
}
