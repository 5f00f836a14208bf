using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>What one peer cost and gave, over the rounds.</summary>
internal sealed class LoadOfPeer(Peer peer)
{
    public Peer Peer => peer;

    /// <summary>Microseconds of the proxy's processor time for one request.</summary>
    public Sample ProcessorTime { get; } = new();

    public Sample RequestsPerSecond { get; } = new();

    /// <summary>Milliseconds.</summary>
    public Sample Median { get; } = new();

    /// <summary>Milliseconds.</summary>
    public Sample P99 { get; } = new();

    /// <summary>Megabytes at the end of a round.</summary>
    public Sample Memory { get; } = new();

    public long Failures { get; private set; }

    public void Add(LoadResult result, TimeSpan processorTime, long memory)
    {
        ProcessorTime.Add(processorTime.TotalMicroseconds / result.Requests);
        RequestsPerSecond.Add(result.RequestsPerSecond);
        Median.Add(result.Median.TotalMilliseconds);
        P99.Add(result.P99.TotalMilliseconds);
        Memory.Add(memory / 1e6);
        Failures += result.Failures;
    }
}
