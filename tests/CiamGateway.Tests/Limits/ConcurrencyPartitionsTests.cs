using System.Threading.RateLimiting;
using CiamGateway.Limits;
using Xunit;

namespace CiamGateway.Tests.Limits;

/// <summary>A limit of concurrent requests for each key, without a timer.</summary>
public sealed class ConcurrencyPartitionsTests : IDisposable
{
    private readonly ConcurrencyPartitions<int, int> _partitions = new(
        key => key < 0 ? null : key,
        _ => new ConcurrencyLimiterOptions { PermitLimit = 2, QueueLimit = 1 }
    );

    public void Dispose() => _partitions.Dispose();

    [Fact]
    public void Each_key_has_its_own_places_and_gets_them_back()
    {
        using var first = _partitions.AttemptAcquire(1);
        var second = _partitions.AttemptAcquire(1);
        Assert.True(first.IsAcquired);
        Assert.True(second.IsAcquired);
        Assert.False(_partitions.AttemptAcquire(1).IsAcquired);
        Assert.True(_partitions.AttemptAcquire(2).IsAcquired);
        second.Dispose();
        Assert.True(_partitions.AttemptAcquire(1).IsAcquired);
    }

    [Fact]
    public async Task What_waits_for_a_place_gets_the_next_one()
    {
        using var first = _partitions.AttemptAcquire(1);
        var second = _partitions.AttemptAcquire(1);
        var waiting = _partitions.AcquireAsync(1, 1, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        second.Dispose();
        Assert.True((await waiting).IsAcquired);
    }

    [Fact]
    public async Task Without_a_key_there_is_no_limit()
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.True(_partitions.AttemptAcquire(-1).IsAcquired);
            Assert.True((await _partitions.AcquireAsync(-1, 1, TestContext.Current.CancellationToken)).IsAcquired);
        }
        Assert.Equal(0, _partitions.Count);
        Assert.Null(_partitions.GetStatistics(-1));
    }

    /// <summary>Partitions that are not idle for 10 s are kept, however many there are.</summary>
    [Fact]
    public void Keys_in_use_are_kept()
    {
        using var held = _partitions.AttemptAcquire(0);
        for (var key = 0; key < 3000; key++)
        {
            _partitions.AttemptAcquire(key).Dispose();
        }
        Assert.Equal(3000, _partitions.Count);
        Assert.Equal(1, _partitions.GetStatistics(0)!.CurrentAvailablePermits);
    }

    [Fact]
    public void Idle_keys_are_forgotten_when_there_are_many_and_keys_with_a_request_are_not()
    {
        using var partitions = new ConcurrencyPartitions<int, int>(
            key => key,
            _ => new ConcurrencyLimiterOptions { PermitLimit = 2 },
            TimeSpan.Zero
        );
        using var held = partitions.AttemptAcquire(0);
        for (var key = 1; key < 5000; key++)
        {
            partitions.AttemptAcquire(key).Dispose();
            Assert.InRange(partitions.Count, 1, 1000);
        }
        Assert.Equal(1, partitions.GetStatistics(0)!.CurrentAvailablePermits);
    }

    [Fact]
    public void Nothing_is_admitted_after_the_end()
    {
        _partitions.AttemptAcquire(1).Dispose();
        _partitions.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _partitions.AttemptAcquire(1));
    }
}
