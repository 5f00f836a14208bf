using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>A wait of a test ends: with the condition, at its limit, or with the process that it is about.</summary>
public sealed class EventuallyTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task It_looks_until_the_condition_holds()
    {
        var looks = 0;
        await Eventually.HoldsAsync(() => ++looks == 3);
        Assert.Equal(3, looks);
        Assert.Equal(6, await Eventually.ValueAsync(async () => await Task.FromResult(++looks), value => value > 5));
    }

    [Fact]
    public async Task At_the_end_it_says_what_it_waited_for_and_what_it_saw_last()
    {
        var wait = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.ValueAsync(() => 41, answer => answer == 42, Short));
        Assert.Equal("Waited 0.05 s in vain for: () => 41, with answer => answer == 42; the last value was 41.", wait.Message);
        wait = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.HoldsAsync(() => false, Short, what: "rain"));
        Assert.Equal("Waited 0.05 s in vain for: rain; the last value was False.", wait.Message);
    }

    [Fact]
    public async Task A_look_that_takes_longer_than_the_wait_does_not_prolong_it()
    {
        var wait = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.HoldsAsync(() => new TaskCompletionSource<bool>().Task, Short, what: "rain")
        );
        Assert.Equal("Waited 0.05 s in vain for: rain; no look came to an end.", wait.Message);
    }

    [Fact]
    public async Task An_exception_ends_the_wait_unless_it_waits_for_success()
    {
        var looks = 0;
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            Eventually.HoldsAsync(bool () => throw new InvalidDataException($"look {++looks}"))
        );
        Assert.Equal(1, looks);
        await Eventually.SucceedsAsync(() => ++looks < 4 ? throw new InvalidDataException() : Task.CompletedTask);
        Assert.Equal(4, looks);
        var wait = await Assert.ThrowsAsync<TimeoutException>(() =>
            Eventually.SucceedsAsync(() => throw new InvalidDataException("no"), Short, what: "rain")
        );
        Assert.Equal("Waited 0.05 s in vain for: rain; the last exception was InvalidDataException: no.", wait.Message);
    }

    [Fact]
    public async Task A_process_that_has_ended_ends_the_wait_at_once_with_what_it_wrote()
    {
        await using var process = ChildProcess.Start("sh", "-c", "echo data; echo trouble >&2; exit 3");
        var wait = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Eventually.HoldsAsync(() => false, TimeSpan.FromDays(1), process, what: "rain")
        );
        Assert.Equal(
            $"""
            The process ended before this came true: rain.
            sh -c echo data; echo trouble >&2; exit 3 (process {process.Id}) ended with exit code 3.
            standard error: trouble

            standard output: data

            """,
            wait.Message
        );
    }

    [Fact]
    public async Task A_process_that_ends_during_a_look_ends_the_wait_too()
    {
        await using var process = ChildProcess.Start("sh", "-c", "exit 4");
        var never = new TaskCompletionSource<bool>();
        var wait = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Eventually.HoldsAsync(() => never.Task, TimeSpan.FromDays(1), process)
        );
        Assert.Contains("ended with exit code 4", wait.Message, StringComparison.Ordinal);
        wait = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Eventually.SucceedsAsync(() => throw new HttpRequestException("refused"), TimeSpan.FromDays(1), process)
        );
        Assert.Equal("refused", wait.InnerException!.Message);
    }

    [Fact]
    public async Task A_condition_that_holds_when_the_process_has_ended_is_met()
    {
        await using var process = ChildProcess.Start("sh", "-c", "echo last words");
        await process.Ended;
        await Eventually.HoldsAsync(() => process.Output == "last words\n", process: process);
    }
}
