using BenchmarkDotNet.Attributes;
using CiamGateway.Tokens;

namespace CiamGateway.Benchmarks;

/// <summary>What a request pays to learn whether its token is fresh, due or over, beside one look at the clock.</summary>
[MemoryDiagnoser]
public class RefreshDecision
{
    private readonly TimeProvider _clock = TimeProvider.System;

    private readonly TokenLifetime _lifetime = new(
        TimeProvider.System,
        ClockReading.Now(TimeProvider.System),
        TimeSpan.FromHours(24),
        refreshAge: TimeSpan.FromHours(20),
        longestSkew: TimeSpan.FromSeconds(30)
    );

    [Benchmark(Baseline = true)]
    public DateTimeOffset Clock() => _clock.GetUtcNow();

    [Benchmark]
    public bool IsFresh() => _lifetime.Phase is TokenPhase.Fresh;
}
