using CiamGateway.Benchmarks.Peers;

namespace CiamGateway.Benchmarks.Load;

/// <summary>What one peer cost and gave, over the rounds.</summary>
internal sealed class LoadOfPeer(Peer peer)
{
    private static readonly TimeSpan LongestWarmUp = TimeSpan.FromSeconds(2);

    public Peer Peer => peer;

    /// <summary>Microseconds of the proxy's processor time for one request.</summary>
    public Sample ProcessorTime { get; } = new();

    public Sample RequestsPerSecond { get; } = new();

    /// <summary>Milliseconds, as the two that follow.</summary>
    public Sample P50 { get; } = new();

    public Sample P99 { get; } = new();

    public Sample P999 { get; } = new();

    /// <summary>Megabytes at the end of a round.</summary>
    public Sample Memory { get; } = new();

    public long Failures { get; private set; }

    /// <summary>One round, after a warm-up that does not count.</summary>
    public async Task MeasureAsync(PeerProcess running, ILoadGenerator generator, TimeSpan duration)
    {
        await generator.RunAsync(running, duration < LongestWarmUp ? duration : LongestWarmUp);
        var before = running.ProcessorTime;
        var result = await generator.RunAsync(running, duration);
        ProcessorTime.Add((running.ProcessorTime - before).TotalMicroseconds / result.Requests);
        RequestsPerSecond.Add(result.RequestsPerSecond);
        P50.Add(result.P50);
        P99.Add(result.P99);
        P999.Add(result.P999);
        Memory.Add(running.Memory / 1e6);
        Failures += result.Failures;
    }
}
