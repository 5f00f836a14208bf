using System.Net;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Callers.Passwords;

/// <summary>
/// Checks passwords beside the traffic, on threads that it starts when there is something to check. Half of the processors check the
/// passwords of strangers; one more thread serves only the other lanes. First come passwords that were right before from their
/// address, then those from a caller's network, then strangers. Within a lane an address with fewer wrong passwords comes first, and no
/// address has two checks at once.
/// </summary>
internal sealed class PasswordQueue(PasswordThrottle throttle, GatewayMetrics metrics, Func<PasswordAttempt, PasswordResult> judge)
    : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<object, PasswordCheck> _open = [];
    private readonly List<PasswordCheck> _waiting = [];
    private readonly HashSet<IPAddress> _running = [];
    private int _threads;
    private bool _hasReserved;
    private bool _isDisposed;
    private long _number;

    private static int MostThreads => Math.Max(1, Environment.ProcessorCount / 2);

    /// <returns>What <c>judge</c> says, or <see cref="Refusal.Overloaded"/> if too many wait.</returns>
    public Task<PasswordResult> CheckAsync(PasswordAttempt attempt)
    {
        lock (_lock)
        {
            if (_open.TryGetValue(PasswordCheck.KeyOf(attempt), out var same))
            {
                return same.Result;
            }
            var place = _waiting.Count(other => other.Attempt.Site.Equals(attempt.Site));
            var check = new PasswordCheck(attempt, place, _number++);
            if (!MakeRoom(check, place, attempt.Directory.Access.PasswordChecks))
            {
                metrics.PasswordChecked("refused");
                return Task.FromResult<PasswordResult>(Refusal.Overloaded);
            }
            _open.Add(check.Key, check);
            _waiting.Add(check);
            metrics.PasswordsWait(_waiting.Count);
            StartThread(check);
            return check.Result;
        }
    }

    /// <summary>Cancels the checks that wait. One that runs goes on to its end.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _waiting.ForEach(check => check.Fail(new OperationCanceledException()));
            _waiting.Clear();
        }
    }

    /// <summary>If the queue is full, the last in its order is refused, which may be the new one.</summary>
    private bool MakeRoom(PasswordCheck check, int place, PasswordCheckLimits limits)
    {
        if (!check.Attempt.WasRight && place >= limits.WaitingPerAddress)
        {
            return false;
        }
        if (_waiting.Count < limits.Waiting)
        {
            return true;
        }
        var last = _waiting.MaxBy(other => other.OrderIn(throttle))!;
        if (last.OrderIn(throttle).CompareTo(check.OrderIn(throttle)) < 0)
        {
            return false;
        }
        _waiting.Remove(last);
        _open.Remove(last.Key);
        metrics.PasswordChecked("refused");
        last.End(Refusal.Overloaded);
        return true;
    }

    private void StartThread(PasswordCheck check)
    {
        if (_threads < MostThreads)
        {
            _threads++;
            Start(isReserved: false);
        }
        else if (!check.IsOfStranger && !_hasReserved)
        {
            _hasReserved = true;
            Start(isReserved: true);
        }
    }

    /// <summary>
    /// A thread of its own: requests must not wait for a thread of the pool because passwords are checked on all of them.
    /// </summary>
    private void Start(bool isReserved) =>
        new Thread(() => Work(isReserved)) { IsBackground = true, Name = "password checks" }.UnsafeStart();

    private void Work(bool isReserved)
    {
        while (Next(isReserved) is { } check)
        {
            try
            {
                var result = judge(check.Attempt);
                Close(check);
                check.End(result);
            }
            catch (Exception exception)
            {
                Close(check);
                check.Fail(exception);
            }
        }
    }

    /// <summary>Call it before the result is published: a later attempt needs a separate check.</summary>
    private void Close(PasswordCheck check)
    {
        lock (_lock)
        {
            _open.Remove(check.Key);
            if (!check.Attempt.WasRight)
            {
                _running.Remove(check.Attempt.Site);
            }
        }
    }

    /// <returns>Null if nothing waits for this thread, which ends then.</returns>
    private PasswordCheck? Next(bool isReserved)
    {
        lock (_lock)
        {
            var next = _isDisposed ? null : _waiting.Where(check => MayRun(check, isReserved)).MinBy(check => check.OrderIn(throttle));
            if (next is null)
            {
                (_threads, _hasReserved) = isReserved ? (_threads, false) : (_threads - 1, _hasReserved);
                return null;
            }
            _waiting.Remove(next);
            metrics.PasswordsWait(_waiting.Count);
            if (!next.Attempt.WasRight)
            {
                _running.Add(next.Attempt.Site);
            }
            return next;
        }
    }

    private bool MayRun(PasswordCheck check, bool isReserved) =>
        !(isReserved && check.IsOfStranger) && (check.Attempt.WasRight || !_running.Contains(check.Attempt.Site));
}
