namespace CiamGateway.Tokens;

/// <content>When a token request begins, and what its end changes.</content>
internal sealed partial class TokenSlot
{
    /// <summary>Renews from now on by timer, so that no request ever waits, however rare requests are.</summary>
    public void KeepWarm()
    {
        _timer.Start();
        RenewIfDue();
    }

    /// <summary>Renews on demand only, until it is to be kept warm again.</summary>
    public void LetCool() => _timer.Stop();

    /// <summary>Renews on demand only, for good: its successor has taken over, or no route wants it.</summary>
    public void Rest()
    {
        _timer.Dispose();
        _probes.Remove(this);
    }

    /// <summary>The token endpoint may be asked now, although the last request failed.</summary>
    public void Probe()
    {
        lock (_gate)
        {
            if (IsToBeRenewed)
            {
                TakeOff(isAwaited: false);
            }
        }
    }

    /// <summary>The token endpoint has granted another token, so that no pause counts any more.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            _backoff.Wake();
            if (_timer.Running is not null)
            {
                RenewIfAllowed();
            }
        }
    }

    private void RenewIfDue()
    {
        lock (_gate)
        {
            RenewIfAllowed();
            if (_flight is null)
            {
                Schedule();
            }
        }
    }

    private void RenewAhead()
    {
        if (_flight is null)
        {
            lock (_gate)
            {
                RenewIfAllowed();
            }
        }
    }

    /// <param name="isNeeded">Whether a call fails or waits for the token, or would.</param>
    private void RenewIfAllowed(bool isNeeded = false)
    {
        if (IsToBeRenewed && MayAsk(isNeeded || IsEnding))
        {
            TakeOff(isAwaited: false);
        }
    }

    /// <summary>Looked at behind the gate: the token that somebody saw due may have been replaced since.</summary>
    private bool IsToBeRenewed => _flight is null && _current is not { Lifetime.Phase: TokenPhase.Fresh };

    private bool IsEnding => _current is not { Lifetime.Phase: TokenPhase.Fresh or TokenPhase.Due };

    /// <summary>Whether a token request may begin now. If it may not and is needed, it begins as soon as it may.</summary>
    private bool MayAsk(bool isNeeded) =>
        _backoff.Failure is null
        || _backoff.IsWoken
        || ((isNeeded || _backoff.Remaining == TimeSpan.Zero) && _probes.TryTake(this, _backoff.LeastRemaining));

    /// <param name="isAwaited">Whether calls wait for the new token, so that one attempt is not enough.</param>
    private Task<TokenResult> TakeOff(bool isAwaited, bool takesShared = true)
    {
        _flightNumber++;
        var takeoff = new Takeoff(_current, IsAhead: !isAwaited && !IsEnding, takesShared)
        {
            IsProbe = _backoff.Failure is not null,
            IsInPause = _backoff.Remaining > TimeSpan.Zero,
        };
        _backoff.Begin();
        return _flight = _flights.TakeOff(takeoff, Land);
    }

    private TokenResult Land(TokenResult result)
    {
        lock (_gate)
        {
            if (result.Token is { Lifetime.Phase: TokenPhase.Over })
            {
                result = TokenFailure.OverOnArrival;
            }
            if (result.Succeeded)
            {
                _current = result.Token;
                _backoff.Clear();
                _probes.Remove(this);
                if (result.Token.IsShared)
                {
                    _rejections.GiveBack(_flightNumber);
                }
            }
            else
            {
                _current = _current?.DueNow();
                result = _backoff.Note(result.Failure);
                _probes.Failed(this);
            }
            _flight = null;
            if (!result.Succeeded && _timer.Running is not null)
            {
                RenewIfAllowed();
            }
            Schedule();
        }
        if (result.Succeeded)
        {
            _probes.Granted();
        }
        return result;
    }

    private void Schedule()
    {
        var untilRefresh = _current?.Lifetime.UntilRefresh ?? TimeSpan.Zero;
        var pause = _backoff.Remaining;
        var untilEnding = _current?.Lifetime.UntilEnding ?? TimeSpan.Zero;
        var isPauseCut = untilEnding > TimeSpan.Zero && untilEnding < pause;
        _timer.Schedule(isPauseCut ? untilEnding : untilRefresh > pause ? untilRefresh : pause);
    }
}
