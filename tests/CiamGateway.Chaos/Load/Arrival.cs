namespace CiamGateway.Chaos.Load;

/// <summary>A call as the API saw it once.</summary>
/// <param name="Status">What the API answered; 0 if it gave no whole answer.</param>
/// <param name="IsCarriedOut">Whether the API did what the call asks for.</param>
internal sealed record Arrival(TimeSpan Arrived, int Status, bool IsCarriedOut)
{
    /// <summary>When the answer had been written; null before.</summary>
    public TimeSpan? Answered { get; set; }

    public override string ToString() =>
        $"{Status}{(IsCarriedOut ? " carried out" : "")} within {(Answered - Arrived)?.TotalMilliseconds:0} ms";
}
