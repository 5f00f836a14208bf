using System.Runtime.CompilerServices;
using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>Waits for a condition. Every wait of the tests goes through here, so each has an end and says what it waited for.</summary>
/// <remarks>
/// A wait fails at the end of <c>within</c> (30 s by default). It fails at once if the process that it is about has ended, with that
/// process's output.
/// It ends with the test, too: the test's time limit cancels <see cref="TestContext.CancellationToken"/>.
/// </remarks>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a process that just broke a connection may take to be seen as ended.</summary>
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the condition holds. An exception from the condition ends the wait at once.</summary>
    /// <param name="process">The process without which the condition cannot come to hold.</param>
    /// <param name="interval">The pause between two looks; by default it grows from 1 ms to 20 ms.</param>
    /// <param name="what">What the test waits for, as the message says it.</param>
    public static Task HoldsAsync(
        Func<bool> condition,
        TimeSpan? within = null,
        ChildProcess? process = null,
        TimeSpan? interval = null,
        [CallerArgumentExpression(nameof(condition))] string what = ""
    ) => PollAsync(() => Task.FromResult(condition()), holds => holds, within, process, interval, what, retriesExceptions: false);

    /// <inheritdoc cref="HoldsAsync(Func{bool}, TimeSpan?, ChildProcess?, TimeSpan?, string)"/>
    public static Task HoldsAsync(
        Func<Task<bool>> condition,
        TimeSpan? within = null,
        ChildProcess? process = null,
        [CallerArgumentExpression(nameof(condition))] string what = ""
    ) => PollAsync(condition, holds => holds, within, process, interval: null, what, retriesExceptions: false);

    /// <summary>Waits until a value is as expected. A failure shows the last value. An exception ends the wait at once.</summary>
    /// <returns>The value that is as expected.</returns>
    public static Task<T> ValueAsync<T>(
        Func<Task<T>> read,
        Func<T, bool> isExpected,
        TimeSpan? within = null,
        ChildProcess? process = null,
        [CallerArgumentExpression(nameof(read))] string what = "",
        [CallerArgumentExpression(nameof(isExpected))] string expectation = ""
    ) => PollAsync(read, isExpected, within, process, interval: null, $"{what}, with {expectation}", retriesExceptions: false);

    /// <inheritdoc cref="ValueAsync{T}(Func{Task{T}}, Func{T, bool}, TimeSpan?, ChildProcess?, string, string)"/>
    public static Task<T> ValueAsync<T>(
        Func<T> read,
        Func<T, bool> isExpected,
        TimeSpan? within = null,
        ChildProcess? process = null,
        [CallerArgumentExpression(nameof(read))] string what = "",
        [CallerArgumentExpression(nameof(isExpected))] string expectation = ""
    ) => ValueAsync(() => Task.FromResult(read()), isExpected, within, process, what, expectation);

    /// <summary>
    /// Tries again until no exception comes, as with a server that is about to start. A failure shows the last exception.
    /// </summary>
    public static Task SucceedsAsync(
        Func<Task> attempt,
        TimeSpan? within = null,
        ChildProcess? process = null,
        [CallerArgumentExpression(nameof(attempt))] string what = ""
    ) => PollAsync(() => TrueAfterAsync(attempt), holds => holds, within, process, interval: null, what, retriesExceptions: true);

    private static async Task<bool> TrueAfterAsync(Func<Task> attempt)
    {
        await attempt();
        return true;
    }

    private static async Task<T> PollAsync<T>(
        Func<Task<T>> read,
        Func<T, bool> isExpected,
        TimeSpan? within,
        ChildProcess? process,
        TimeSpan? interval,
        string what,
        bool retriesExceptions
    )
    {
        var cancellation = TestContext.Current.CancellationToken;
        var (limit, begin) = (within ?? Patience, TimeProvider.System.GetTimestamp());
        var last = "no look came to an end";
        Exception? thrown = null;
        for (var elapsed = TimeSpan.Zero; elapsed < limit; elapsed = TimeProvider.System.GetElapsedTime(begin))
        {
            var hasEnded = process is { Ended.IsCompleted: true };
            Task<T>? look = null;
            try
            {
                look = EndsFirstAsync(read(), process);
                var value = await look.WaitAsync(limit - elapsed, cancellation);
                if (isExpected(value))
                {
                    return value;
                }
                (last, thrown) = ($"the last value was {value}", null);
            }
            catch (TimeoutException) when (look is { IsCompleted: false })
            {
                break;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                if (process is not null && (retriesExceptions ? hasEnded : await process.EndsWithinAsync(Ending)))
                {
                    throw Gone(process, what, exception);
                }
                if (!retriesExceptions)
                {
                    throw;
                }
                (last, thrown) = ($"the last exception was {exception.GetType().Name}: {exception.Message}", exception);
            }
            if (hasEnded)
            {
                throw Gone(process!, what, thrown);
            }
            await Task.Delay(interval ?? Min(TimeSpan.FromMilliseconds(1) + (elapsed / 20), LongestInterval), cancellation);
        }
        throw new TimeoutException($"Waited {limit.TotalSeconds:0.###} s in vain for: {what}; {last}.{process?.Described()}", thrown);
    }

    /// <summary>The task's value, unless the process ends before: then a short time is left for the task.</summary>
    private static async Task<T> EndsFirstAsync<T>(Task<T> task, ChildProcess? process)
    {
        if (process is null || await Task.WhenAny(task, process.Ended) == task)
        {
            return await task;
        }
        return await task.WaitAsync(Ending);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static InvalidOperationException Gone(ChildProcess process, string what, Exception? inner) =>
        new($"The process ended before this came true: {what}.{process.Described()}", inner);
}
