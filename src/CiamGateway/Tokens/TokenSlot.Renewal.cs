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
    public void StopBackgroundRefresh() => _timer.Stop();

    /// <summary>Renews on demand only from now on: its successor has taken over, or no route uses it.</summary>
    public void StopRenewal()
    {
        _timer.Dispose();
        _probes.Remove(this);
    }

    /// <summary>Renews no more; a request that is under way for a successor goes on.</summary>
    public void Retire()
    {
        StopRenewal();
        lock (_gate)
        {
            if (_successor is null)
            {
                _singleFlight.Dispose();
            }
        }
    }

    /// <summary>The token endpoint may be asked now, although the last request failed.</summary>
    public void Probe()
    {
        lock (_gate)
        {
            if (IsToBeRenewed)
            {
                StartFetch(isAwaited: false);
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
            if (_fetch is null)
            {
                Schedule();
            }
        }
    }

    private void RenewAhead()
    {
        if (_fetch is null)
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
        if (IsToBeRenewed && MayAsk(isNeeded || IsOverdue))
        {
            StartFetch(isAwaited: false);
        }
    }

    /// <summary>Checked under the lock: another thread may have replaced the token since.</summary>
    private bool IsToBeRenewed => _fetch is null && _current is not { Lifetime.Phase: TokenPhase.Fresh };

    private bool IsOverdue => _current is not { Lifetime.IsOverdue: false };

    private bool ServesAtOnce => _current is { Lifetime.Phase: TokenPhase.Fresh or TokenPhase.Due };

    /// <summary>Whether a token request may begin now. If it may not and is needed, it begins as soon as it may.</summary>
    private bool MayAsk(bool isNeeded) =>
        _backoff.Failure is null
        || _backoff.IsWoken
        || ((isNeeded || _backoff.Remaining == TimeSpan.Zero) && _probes.TryTake(this, _backoff.LeastRemaining));

    /// <param name="isAwaited">Whether calls wait for the new token, so that one attempt is not enough.</param>
    private Task<TokenResult> StartFetch(bool isAwaited, bool takesShared = true)
    {
        _fetchNumber++;
        return _fetch = _singleFlight.StartFetch(Begin(isAwaited, takesShared), result => Again(result, isAwaited, takesShared), Complete);
    }

    private FetchContext Begin(bool isAwaited, bool takesShared)
    {
        var context = new FetchContext(_current, IsAhead: !isAwaited && ServesAtOnce, takesShared)
        {
            IsProbe = _backoff.Failure is not null,
            IsInPause = _backoff.Remaining > TimeSpan.Zero,
        };
        _backoff.Begin();
        return context;
    }

    /// <summary>
    /// The server is asked again at once if the token is over on arrival: the process was stopped or the clock was set. It is, too, if the
    /// slot was woken meanwhile: the server has come back since this request began.
    /// </summary>
    private FetchContext? Again(TokenResult result, bool isAwaited, bool takesShared)
    {
        lock (_gate)
        {
            var isNeeded = result.Failure is { } failure
                ? _backoff.IsWoken && !failure.IsOfClient
                : result.Token is { Lifetime.Phase: TokenPhase.Over };
            return isNeeded ? Begin(isAwaited, takesShared) : null;
        }
    }

    private TokenResult Complete(TokenResult result)
    {
        lock (_gate)
        {
            if (result.Token is { Lifetime.Phase: TokenPhase.Over })
            {
                result = TokenFailure.OverOnArrival;
            }
            if (result.Succeeded)
            {
                (_current, _isCurrentFromPredecessor) = (result.Token, false);
                _backoff.Clear();
                _probes.Remove(this);
                if (result.Token.IsShared)
                {
                    _rejections.GiveBack(_fetchNumber);
                }
            }
            else
            {
                _current = _current?.DueNow();
                result = _backoff.Note(result.Failure);
                _probes.Failed(this);
            }
            _fetch = null;
            if (!result.Succeeded && _timer.Running is not null)
            {
                RenewIfAllowed();
            }
            Schedule();
        }
        if (result.Succeeded)
        {
            _successor?.Inherit(result.Token);
            _probes.Granted();
        }
        return result;
    }

    /// <summary>From now on, what this slot is granted goes to the slot of the next credential.</summary>
    /// <returns>The token, and the request that may be under way.</returns>
    private (AccessToken? Token, Task<TokenResult>? Fetch) HandOver(TokenSlot successor)
    {
        StopRenewal();
        lock (_gate)
        {
            _successor = successor;
            return (_current?.DueNow(), _fetch ?? _predecessorFetch);
        }
    }

    /// <summary>Takes a token that the credential before was granted. It serves until this credential has yielded one.</summary>
    private void Inherit(AccessToken token)
    {
        lock (_gate)
        {
            if (_isCurrentFromPredecessor || !HasToken)
            {
                (_current, _isCurrentFromPredecessor) = (token.DueNow(), true);
            }
        }
        _successor?.Inherit(token);
    }

    private void Schedule()
    {
        var untilRefresh = _current?.Lifetime.UntilRefresh ?? TimeSpan.Zero;
        var pause = _backoff.Remaining;
        var untilOverdue = _current?.Lifetime.UntilOverdue ?? TimeSpan.Zero;
        var isPauseCut = untilOverdue > TimeSpan.Zero && untilOverdue < pause;
        _timer.Schedule(
            isPauseCut ? untilOverdue
            : untilRefresh > pause ? untilRefresh
            : pause
        );
    }
}
