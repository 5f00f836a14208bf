namespace CiamGateway.Telemetry.Metrics;

/// <summary>Adds up what windows have counted.</summary>
internal sealed class TrafficTotals
{
    private readonly long[] _durations = new long[DurationBuckets.Count];
    private readonly long[] _outcomes = new long[CallOutcomes.Count];

    public long Requests { get; private set; }

    public long Errors { get; private set; }

    /// <summary>Requests that the gateway accepted, whatever became of them.</summary>
    public long Calls => Requests - _outcomes[(int)CallOutcome.CallerRefused];

    /// <summary>Calls that failed through no fault of their callers.</summary>
    public long Failed => Sum(CallOutcomes.IsFailure);

    public long TokensGranted { get; private set; }

    /// <summary>Token requests that yielded no token.</summary>
    public long TokensFailed { get; private set; }

    public long Succeeded => Sum(CallOutcomes.IsSuccess);

    public long Of(CallOutcome outcome) => outcome is CallOutcome.Succeeded ? Requests - _outcomes.Sum() : _outcomes[(int)outcome];

    /// <param name="outcomes">How many requests had each outcome, except <see cref="CallOutcome.Succeeded"/>, which the rest had.</param>
    public void Add(ReadOnlySpan<int> durations, ReadOnlySpan<int> outcomes, int errors)
    {
        for (var i = 0; i < durations.Length; i++)
        {
            _durations[i] += durations[i];
            Requests += durations[i];
        }
        for (var i = 0; i < outcomes.Length; i++)
        {
            _outcomes[i] += outcomes[i];
        }
        Errors += errors;
    }

    public void AddTokenRequest(bool isGranted)
    {
        TokensGranted += isGranted ? 1 : 0;
        TokensFailed += isGranted ? 0 : 1;
    }

    public void Add(TrafficTotals other)
    {
        TokensGranted += other.TokensGranted;
        TokensFailed += other.TokensFailed;
        for (var i = 0; i < _durations.Length; i++)
        {
            _durations[i] += other._durations[i];
        }
        for (var i = 0; i < _outcomes.Length; i++)
        {
            _outcomes[i] += other._outcomes[i];
        }
        Requests += other.Requests;
        Errors += other.Errors;
    }

    /// <returns>The duration that this part of the requests did not exceed; null if there was no request.</returns>
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

    private long Sum(Func<CallOutcome, bool> isWanted) => Enum.GetValues<CallOutcome>().Where(isWanted).Sum(Of);
}
