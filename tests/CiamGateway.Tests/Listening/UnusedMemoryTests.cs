using CiamGateway.Listening.Strangers;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>What is done with the memory that an attack leaves.</summary>
public sealed class UnusedMemoryTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ConnectionBuffers _buffers = new();
    private readonly UnusedMemory _unused;

    public UnusedMemoryTests() => _unused = new UnusedMemory(_buffers, _clock);

    public void Dispose()
    {
        _unused.Dispose();
        _buffers.Dispose();
    }

    [Fact]
    public void A_returned_buffer_is_used_again()
    {
        var first = Use();
        Assert.Equal(first, Use());
    }

    [Fact]
    public void A_listener_that_ends_takes_no_buffers_from_the_others()
    {
        var first = Use();
        _buffers.Create().Dispose();
        Assert.Equal(first, Use());
    }

    [Fact]
    public void Returned_buffers_are_released_when_there_was_no_collection_for_a_while()
    {
        var first = Use();
        _unused.GiveBackLater();
        _clock.Advance(TimeSpan.FromSeconds(2));
        _unused.GiveBackLater();
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(first, Use());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first, Use());
    }

    [Fact]
    public void Returned_buffers_are_released_after_ten_seconds_although_garbage_is_collected()
    {
        var first = Use();
        for (var i = 0; i < 2; i++)
        {
            for (var second = 0; second < 9; second += 2)
            {
                _unused.GiveBackLater();
                Assert.Equal(first, Use());
                _clock.Advance(TimeSpan.FromSeconds(2));
            }
            Assert.NotEqual(first, Use());
            first = Use();
        }
    }

    [Fact]
    public void Unused_buffers_beside_one_that_is_used_are_given_back_and_used_before_others_are_allocated()
    {
        using var used = _buffers.Rent();
        used.Memory.Span.Fill(1);
        var unused = Use();
        unused.Span.Fill(1);
        _unused.GiveBackBuffers();
        Assert.Equal(!OperatingSystem.IsLinux(), unused.Span.Contains((byte)1));
        Assert.False(used.Memory.Span.ContainsAnyExcept((byte)1));
        var others = Enumerable.Range(0, 62).Select(_ => _buffers.Rent()).ToList();
        Assert.Contains(others, other => other.Memory.Equals(unused));
        Assert.DoesNotContain(others, other => other.Memory.Equals(used.Memory));
        others.ForEach(other => other.Dispose());
    }

    [Fact]
    public void Memory_that_remained_is_not_taken_for_unused_for_a_minute_unless_it_grows_by_a_quarter()
    {
        Assert.True(_unused.MayShrink(1));
        _unused.GiveBackLater();
        _clock.Advance(TimeSpan.FromSeconds(3));
        var remained = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
        Assert.False(_unused.MayShrink(1));
        Assert.True(_unused.MayShrink(remained * 100));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_unused.MayShrink(1));
    }

    [Fact]
    public void No_buffer_is_larger_than_Kestrels_own() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _buffers.Rent(_buffers.MaxBufferSize + 1));

    private Memory<byte> Use()
    {
        using var buffer = _buffers.Rent();
        return buffer.Memory;
    }
}
