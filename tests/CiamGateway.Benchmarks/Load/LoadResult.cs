namespace CiamGateway.Benchmarks.Load;

/// <summary>What the load generator saw in one round.</summary>
/// <param name="Seconds">How long the round was in truth.</param>
/// <param name="P50">Milliseconds, as the others.</param>
internal sealed record LoadResult(long Requests, double Seconds, double P50, double P99, double P999, long Failures)
{
    public double RequestsPerSecond => Requests / Seconds;
}
