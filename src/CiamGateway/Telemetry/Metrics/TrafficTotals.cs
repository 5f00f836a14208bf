namespace CiamGateway.Telemetry.Metrics;

/// <summary>Adds up what windows have counted.</summary>
internal sealed class TrafficTotals
{
    private readonly long[] _durations = new long[DurationBuckets.Count];

    public long Requests { get; private set; }

    public long Errors { get; private set; }

    public void Add(ReadOnlySpan<int> durations, int errors)
    {
        for (var i = 0; i < durations.Length; i++)
        {
            _durations[i] += durations[i];
            Requests += durations[i];
        }
        Errors += errors;
    }

    /// <returns>The duration that this part of the requests did not exceed; nothing where there were none.</returns>
    public TimeSpan? Quantile(double part)
    {
        var rank = (long)Math.Ceiling(part * Requests);
        for (var i = 0; i < _durations.Length && rank > 0; i++)
        {
            rank -= _durations[i];
            if (rank <= 0)
            {
                return DurationBuckets.Middle(i);
            }
        }
        return null;
    }
}
