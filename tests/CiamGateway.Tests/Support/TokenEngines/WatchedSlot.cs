using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>A slot whose token requests a script ends, and all that must never be seen of it.</summary>
internal sealed class WatchedSlot
{
    private readonly TwoClocks _clock;
    private readonly TokenClientOptions _options;
    private readonly FailureMemory _failures;
    private readonly RejectionMemory _rejections;
    private readonly WatchedEndpoint _endpoint;
    private readonly List<Caller> _callers = [];
    private readonly List<Task> _singleFlight = [];
    private TaskCompletionSource<FlightOutcome>? _inAir;
    private IssuedToken? _newest;
    private ClockReading _tookOff;
    private readonly WatchedSlot? _before;
    private WatchedSlot? _next;
    private bool _hasOwn;
    private bool _isRepeated;
    private string? _broken;
    private string? _reported;
    private bool _isWarm;
    private bool _isNeeded;

    public WatchedSlot(TokenClientOptions options, TwoClocks clock, WatchedSlot? before)
    {
        _clock = clock;
        _options = options;
        _failures = new FailureMemory(options.Backoff, clock);
        _rejections = new RejectionMemory(options.Refresh.ForcedInterval, clock);
        _newest = before?._newest?.DueNow();
        _before = before;
        before?._next = this;
        _endpoint = before?._endpoint ?? new WatchedEndpoint(clock);
        _endpoint.Granted += _failures.Woken;
        Slot = new TokenSlot(
            TokenEngine.Wanted(),
            options,
            FetchAsync,
            _endpoint.Probes,
            before?.Slot,
            new GatewayMetrics().Tokens.LookupsOf("provisioning", "application.client"),
            clock,
            NullLogger.Instance
        );
    }

    public TokenSlot Slot { get; }

    public bool IsAsking => _inAir is not null;
    public string? Newest => _newest?.Header;

    private bool NeedsRenewal => _newest?.IsFresh(_clock) is not true && !_failures.MayPause && !IsAsking;

    /// <summary>Whether the slot, or one of a credential before, may still be granted a token.</summary>
    private bool IsAwaited => IsAsking || _before?.IsAwaited is true;

    /// <summary>Whether a token that is kept warm is missing, so that its calls fail.</summary>
    private bool IsMissed => _isWarm && _newest?.IsOverdue(_clock) is not false;

    public void Ask()
    {
        var servesAtOnce = _newest?.ServesAtOnce(_clock) is true;
        _isNeeded |= !servesAtOnce;
        var cancellation = new CancellationTokenSource();
        var answer = Slot.GetAsync(cancellation.Token).AsTask();
        _callers.Add(new Caller(answer, cancellation, _clock.GetTimestamp(), Newest, Rejected: null));
        Hold(!servesAtOnce || answer.IsCompletedSuccessfully, "A caller waits although there is a token.");
    }

    public void Leave(int which)
    {
        var waiting = _callers.Where(caller => !caller.Answer.IsCompleted).ToList();
        waiting.ElementAtOrDefault(which % Math.Max(waiting.Count, 1))?.Cancellation.Cancel();
    }

    public void Reject(string header, string route)
    {
        _isNeeded = true;
        var isCurrent = header == Newest && _newest!.IsOver(_clock) is false;
        var (wasAsking, mayPause, mayForce) = (IsAsking, _failures.Any, _rejections.MayForce(route));
        var mayWait = wasAsking ? _rejections.MayJoin(route, _singleFlight.Count) : mayForce;
        var cancellation = new CancellationTokenSource();
        _reported = header;
        var answer = Slot.ReplaceAsync(header, route, cancellation.Token);
        _callers.Add(new Caller(answer, cancellation, _clock.GetTimestamp(), Newest, header));
        Settle();
        _reported = null;
        if (isCurrent)
        {
            Hold(IsAsking || mayPause || !mayForce, "A rejected token is not replaced.");
            Hold(!IsAsking || wasAsking || mayForce || mayPause, "Two renewals were forced within the pause.");
            Hold(mayWait || mayPause || answer.IsCompleted, "A route whose last renewal did not help waits for another.");
            Hold(!mayWait || mayPause || !IsAsking || !answer.IsCompleted, "A rejected call does not wait for the renewal.");
        }
        if (IsAsking && !answer.IsCompleted)
        {
            _rejections.Expects(route, _singleFlight.Count, isForced: isCurrent && !wasAsking && !mayPause);
        }
    }

    public void Accept(string route)
    {
        Slot.ReplacementHelped(route);
        _rejections.Helped(route);
    }

    public void KeepWarm()
    {
        _isWarm = true;
        Slot.KeepWarm();
    }

    public void StopBackgroundRefresh()
    {
        (_isNeeded, _isWarm) = (_isNeeded || IsMissed, false);
        Slot.StopBackgroundRefresh();
    }

    public void Pass(TimeSpan time)
    {
        var hadToRenew = _isWarm && NeedsRenewal && time > TimeSpan.FromSeconds(30);
        _clock.Advance(time);
        Settle();
        Hold(!hadToRenew || !NeedsRenewal, "The timer of a warm token does not renew it.");
    }

    public void Complete(FlightOutcome outcome) => _inAir!.SetResult(outcome);

    /// <summary>Waits until nothing moves any more, then looks.</summary>
    public void Settle()
    {
        _isNeeded |= IsMissed;
        SlotState.Until(
            () => _broken is not null || (SlotState.FlightOf(Slot) is null ? _inAir is null : _inAir is { Task.IsCompleted: false }),
            "A token request neither begins nor ends."
        );
        _singleFlight.AddRange(SlotState.FlightOf(Slot) is { } fetch && !_singleFlight.Contains(fetch) ? [fetch] : []);
        foreach (var caller in _callers)
        {
            var isOver =
                !IsAwaited || caller.Cancellation.IsCancellationRequested || _clock.GetElapsedTime(caller.Since) >= _options.WaitTimeout;
            SlotState.Until(() => !isOver || caller.Answer.IsCompleted, "A caller gets no answer.");
            if (caller.Answer.IsCompleted)
            {
                Judge(caller);
            }
        }
        _callers.RemoveAll(caller => caller.Answer.IsCompleted);
        Assert.Null(_broken);
    }

    public void End()
    {
        Slot.Dispose();
        SlotState.Until(() => _singleFlight.TrueForAll(fetch => fetch.IsCompleted), "A token request does not end with its slot.");
        Settle();
        Hold(
            _singleFlight.TrueForAll(fetch => fetch.IsCompletedSuccessfully),
            "A token request ends with an exception that is not observed."
        );
        Hold(_callers.Count == 0, "A caller waits for a slot that has ended.");
        Assert.Null(_broken);
    }

    private async Task<TokenResult> FetchAsync(TokenRequest request, FetchContext context, CancellationToken cancellationToken)
    {
        Hold(_inAir is null, "Two token requests are under way.");
        Hold(_isRepeated || !_failures.Forbids(_isNeeded || IsMissed), "The authorization server is asked during the pause.");
        Hold(
            _isRepeated || !_failures.Any || _failures.IsWoken || _endpoint.MayAsk,
            "The endpoint is asked more than once a second although it fails."
        );
        _endpoint.Asked(isProbe: _failures.Any);
        _failures.Asked();
        _isNeeded = false;
        Hold(
            _isRepeated || _newest?.IsFresh(_clock) is not true || Newest == _reported,
            "A token is asked for although there is a fresh one."
        );
        Hold(
            !context.IsAhead || _newest?.IsOver(_clock) is false,
            "A request is said to be ahead of the end of a token that there is not."
        );
        _tookOff = ClockReading.Now(_clock);
        var inAir = new TaskCompletionSource<FlightOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        _inAir = inAir;
        try
        {
            return Result(await inAir.Task.WaitAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            Failed(TokenFailureKind.Unavailable, retryAfter: null);
            throw;
        }
        finally
        {
            _inAir = null;
        }
    }

    private TokenResult Result(FlightOutcome outcome)
    {
        switch (outcome)
        {
            case FlightOutcome.Token token:
                return Arrived(IssuedToken.Create(_endpoint.Issue(), _tookOff, token, _options));
            case FlightOutcome.SameAgain when _newest is { } newest:
                return Arrived(newest);
            case FlightOutcome.Refusal:
                Failed(TokenFailureKind.Refused, retryAfter: null);
                return new TokenFailure(TokenFailureKind.Refused, "invalid_client") { LeastPause = TokenFailure.LeastPauseAfterRefusal };
            case FlightOutcome.Passing passing:
                TimeSpan? retryAfter = passing.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
                Failed(TokenFailureKind.Unavailable, retryAfter);
                return new TokenFailure(TokenFailureKind.Unavailable, "down", retryAfter);
            default:
                Failed(TokenFailureKind.Unavailable, retryAfter: null);
                throw new InvalidOperationException("a defect");
        }
    }

    private void Failed(TokenFailureKind kind, TimeSpan? retryAfter)
    {
        _isRepeated = false;
        _endpoint.Probes.AttemptFailed(_tookOff.Timestamp);
        _failures.Failed(kind, retryAfter);
        _newest = _newest?.DueNow();
    }

    private AccessToken Arrived(IssuedToken token)
    {
        if (!token.IsOver(_clock))
        {
            (_newest, _hasOwn) = (token, true);
            _failures.Succeeded();
            _endpoint.Grant();
            _next?.Inherit(token);
        }
        else if (_isRepeated)
        {
            Failed(TokenFailureKind.Unavailable, retryAfter: null);
        }
        _isRepeated = token.IsOver(_clock) && !_isRepeated;
        return token.AsAccessToken(_clock, _options);
    }

    private void Inherit(IssuedToken token)
    {
        _newest = _hasOwn && _newest?.IsOver(_clock) is false ? _newest : token.DueNow();
        _next?.Inherit(token);
    }

    private void Judge(Caller caller)
    {
        Hold(!caller.Answer.IsCanceled || caller.Cancellation.IsCancellationRequested, "A caller is cancelled that did not go away.");
        var result = caller.Answer.IsCanceled ? TokenFailure.Stopping : caller.Answer.Result;
        var isThere = _newest?.IsOver(_clock) is false && Newest != caller.Rejected;
        Hold(result.Succeeded || !isThere || caller.Answer.IsCanceled, "A caller fails although there is a token.");
        Hold(!result.Succeeded || isThere, "A token is handed out that is over or was rejected.");
        // Who waits in the last part is answered on another thread, at which this may look only after the next token came.
        Hold(
            !result.Succeeded || IsNewestFor(caller, result.Token.AuthorizationHeader),
            "An older token is handed out although there is a newer one."
        );
    }

    private bool IsNewestFor(Caller caller, string header) => header == Newest || (header == caller.Newest && caller.Rejected is null);

    private void Hold(bool condition, string otherwise) => _broken ??= condition ? null : otherwise;

    private sealed record Caller(
        Task<TokenResult> Answer,
        CancellationTokenSource Cancellation,
        long Since,
        string? Newest,
        string? Rejected
    );
}
