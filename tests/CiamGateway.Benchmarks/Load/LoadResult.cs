namespace CiamGateway.Benchmarks.Load;

/// <summary>What the load generator saw in one round.</summary>
internal sealed record LoadResult(long Requests, double RequestsPerSecond, TimeSpan Median, TimeSpan P99, long Failures);
