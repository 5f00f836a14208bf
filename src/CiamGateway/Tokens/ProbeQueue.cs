namespace CiamGateway.Tokens;

/// <summary>
/// The slots of one token endpoint whose last token request failed. The endpoint is asked once a second at most for all of them, in turn,
/// while calls need their tokens. As soon as it grants one token, all others ask at once.
/// </summary>
internal sealed class ProbeQueue(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>So that a turn never comes on the thread that asks for it, which holds its slot.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly HashSet<TokenSlot> _failing = [];
    private readonly List<Turn> _turns = [];
    private ITimer? _timer;
    private long? _lastAttempt;
    private bool _hasFailed;

    /// <summary>Raised when the endpoint has granted a token after it failed.</summary>
    public event Action? Recovered;

    /// <summary>Whether the slot may ask the endpoint now. If not, the slot is notified when it is its turn.</summary>
    /// <param name="earliest">The time from now before which it is not the slot's turn.</param>
    public bool TryTake(TokenSlot slot, TimeSpan earliest)
    {
        lock (_gate)
        {
            if (!_turns.Exists(turn => turn.Slot == slot))
            {
                _turns.Add(new Turn(slot, clock.GetTimestamp(), earliest));
            }
            var isNow = Next == slot;
            if (isNow)
            {
                Take(slot);
            }
            Schedule();
            return isNow;
        }
    }

    /// <summary>
    /// Ends when an attempt may begin beside one that has no answer: at once, unless the endpoint fails. Then slots whose turn it is ask
    /// first.
    /// </summary>
    /// <exception cref="OperationCanceledException">The other attempt has an outcome.</exception>
    public async Task TurnAsync(CancellationToken cancellationToken)
    {
        while (UntilTurn() is { } wait)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }
    }

    /// <summary>A token request of the slot has failed.</summary>
    public void Failed(TokenSlot slot)
    {
        lock (_gate)
        {
            _failing.Add(slot);
            _hasFailed = true;
        }
    }

    /// <summary>An attempt at the endpoint has failed that began at this timestamp.</summary>
    public void AttemptFailed(long began)
    {
        lock (_gate)
        {
            _lastAttempt = _lastAttempt > began ? _lastAttempt : began;
            _hasFailed = true;
        }
    }

    /// <summary>The endpoint has granted a token: whatever failed before, each slot asks again.</summary>
    public void Granted()
    {
        TokenSlot[] failing;
        bool hasRecovered;
        lock (_gate)
        {
            (hasRecovered, _hasFailed) = (_hasFailed, false);
            failing = [.. _failing];
            _failing.Clear();
            _turns.Clear();
        }
        if (hasRecovered)
        {
            Recovered?.Invoke();
            Array.ForEach(failing, slot => slot.Wake());
        }
    }

    /// <summary>The slot needs no token from the endpoint any more.</summary>
    public void Remove(TokenSlot slot)
    {
        lock (_gate)
        {
            _failing.Remove(slot);
            _turns.RemoveAll(turn => turn.Slot == slot);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
        }
    }

    /// <summary>The slot that may ask now, if one may.</summary>
    private TokenSlot? Next => UntilInterval > TimeSpan.Zero ? null : _turns.Find(turn => turn.Remaining(clock) == TimeSpan.Zero)?.Slot;

    private TimeSpan UntilInterval =>
        _lastAttempt is { } last && Interval - clock.GetElapsedTime(last) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <returns>Null if it is the turn of an attempt beside another one, and is taken.</returns>
    private TimeSpan? UntilTurn()
    {
        lock (_gate)
        {
            if (_hasFailed && (UntilInterval > TimeSpan.Zero || Next is not null))
            {
                return UntilInterval > TimeSpan.Zero ? UntilInterval : Interval;
            }
            _lastAttempt = clock.GetTimestamp();
            return null;
        }
    }

    private void Take(TokenSlot slot)
    {
        _turns.RemoveAll(turn => turn.Slot == slot);
        _lastAttempt = clock.GetTimestamp();
    }

    private void Schedule()
    {
        if (_turns.Count > 0)
        {
            var first = _turns.Min(turn => turn.Remaining(clock));
            _timer ??= clock.CreateTimer(_ => GiveTurn(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var due = first > UntilInterval ? first : UntilInterval;
            _timer.Change(due > ShortestWait ? due : ShortestWait, Timeout.InfiniteTimeSpan);
        }
    }

    private void GiveTurn()
    {
        TokenSlot? next;
        lock (_gate)
        {
            next = Next;
            if (next is not null)
            {
                Take(next);
            }
            Schedule();
        }
        next?.Probe();
    }

    private sealed record Turn(TokenSlot Slot, long Since, TimeSpan Earliest)
    {
        public TimeSpan Remaining(TimeProvider clock) =>
            Earliest - clock.GetElapsedTime(Since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
