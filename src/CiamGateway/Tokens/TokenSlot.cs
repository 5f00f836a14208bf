using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens;

/// <summary>
/// The place of one token: the current one, and the one request for the next that may be under way. Everybody who needs the token shares
/// that request's outcome.
/// </summary>
internal sealed partial class TokenSlot : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SingleFlight _singleFlight;
    private readonly ProbeQueue _probes;
    private readonly TokenLookups _lookups;
    private readonly Backoff _backoff;
    private readonly RenewalTimer _timer;
    private readonly RejectionPauses _rejections;
    private readonly ForcedRenewal _manualRefresh;
    private volatile AccessToken? _current;
    private volatile Task<TokenResult>? _fetch;
    private volatile TokenSlot? _successor;
    private Task<TokenResult>? _predecessorFetch;
    private bool _isCurrentFromPredecessor;
    private int _fetchNumber;

    /// <param name="before">The slot of the credential before this one; what it has and is granted serves until this one has yielded its
    /// own.</param>
    public TokenSlot(
        TokenRequest request,
        TokenClientOptions options,
        TokenFetch fetch,
        ProbeQueue probes,
        TokenSlot? before,
        TokenLookups lookups,
        TimeProvider clock,
        ILogger logger
    )
    {
        Request = request;
        _probes = probes;
        _singleFlight = new SingleFlight(request, fetch, options.WaitTimeout, clock, logger);
        _lookups = lookups;
        _backoff = new Backoff(options.Backoff, clock);
        _timer = new RenewalTimer(clock, RenewIfDue);
        _rejections = new RejectionPauses(options.Refresh.ForcedInterval, clock);
        _manualRefresh = new ForcedRenewal(TimeSpan.FromSeconds(1), clock);
        _isCurrentFromPredecessor = true;
        (_current, _predecessorFetch) = before?.HandOver(this) ?? default;
    }

    public TokenRequest Request { get; }

    public AccessToken? Current => _current;

    /// <summary>Why the last token request yielded none; null if it did.</summary>
    public TokenFailure? LastFailure => Trouble?.Failure;

    public TokenTrouble? Trouble => _backoff.Trouble;
    public TokenFacts Facts =>
        new(Request.Client, Request.Scope.ToString(), _current?.Lifetime.Remaining ?? TimeSpan.Zero, Overdue, _current?.MissingScope ?? []);

    /// <summary>Whether there is a token that still lives.</summary>
    public bool HasToken => _current is { Lifetime.Phase: not TokenPhase.Over };

    /// <summary>The current token, at once while it is fresh; otherwise the outcome of one shared token request.</summary>
    /// <param name="cancellationToken">Ends this wait only; the request under way goes on for the others.</param>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public ValueTask<TokenResult> GetAsync(CancellationToken cancellationToken)
    {
        if (_current is { } token)
        {
            switch (token.Lifetime.Phase)
            {
                case TokenPhase.Due:
                    RenewAhead();
                    goto case TokenPhase.Fresh;
                case TokenPhase.Fresh:
                    _lookups.Fresh();
                    return new(token);
            }
        }
        return new(WaitAsync(cancellationToken));
    }

    /// <summary>
    /// Replaces a token that the API rejected, if it is still the current one: one forced renewal for all who report it. Meanwhile the
    /// rejected token serves all other calls, which may well be accepted with it.
    /// </summary>
    /// <param name="authorizationHeader">The rejected token's header value. If the slot has moved on, its current token is the
    /// answer.</param>
    /// <param name="route">Where it was rejected.</param>
    public async Task<TokenResult> ReplaceAsync(string authorizationHeader, string route, CancellationToken cancellationToken)
    {
        Task<TokenResult> fetch;
        lock (_gate)
        {
            if (_current is { Lifetime.Phase: not TokenPhase.Over } current)
            {
                if (current.AuthorizationHeader != authorizationHeader)
                {
                    return current;
                }
                if (_backoff.Failure is not null)
                {
                    RenewIfAllowed(isNeeded: true);
                }
                var isDue = _fetch is not null || _backoff.Failure is not null;
                if (isDue ? _fetch is null || !_rejections.MayJoin(route, _fetchNumber) : !_rejections.TryForce(route))
                {
                    return TokenFailure.RejectedAllTheSame;
                }
            }
            else if (_fetch is null && !MayAsk(isNeeded: true))
            {
                return _backoff.Failure!;
            }
            var isForced = HasToken && _fetch is null;
            fetch = _fetch ?? StartFetch(isAwaited: true);
            _rejections.Expect(route, _fetchNumber, isForced);
        }
        var outcome = await _singleFlight.WaitAsync(fetch, _singleFlight.Now, cancellationToken);
        return OrCurrent(outcome) switch
        {
            { Token: { } other } when other.AuthorizationHeader != authorizationHeader => other,
            _ => outcome.Succeeded ? TokenFailure.RejectedAllTheSame : outcome,
        };
    }

    /// <summary>The API has accepted the token that replaced a rejected one.</summary>
    public void ReplacementHelped(string route)
    {
        lock (_gate)
        {
            _rejections.Helped(route);
        }
    }

    /// <summary>
    /// Fetches a new token because an operator asks for one, also during a back-off: one request for all who ask meanwhile. The current
    /// token stays in use until the new one has come.
    /// </summary>
    public Task<TokenResult> RenewAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var isThere = HasToken;
            return _fetch is null && !_manualRefresh.TryTake() && (isThere || LastFailure is not null)
                ? Task.FromResult<TokenResult>(isThere ? _current! : LastFailure!)
                : _singleFlight.WaitAsync(_fetch ?? StartFetch(isAwaited: false, takesShared: false), _singleFlight.Now, cancellationToken);
        }
    }

    public void Dispose()
    {
        StopRenewal();
        _singleFlight.Dispose();
    }

    /// <summary>How long a warm token should have been renewed; a token that is fetched on demand may lapse.</summary>
    private TimeSpan Overdue => _timer.Running is { } warm ? _current?.Lifetime.Overdue ?? warm : TimeSpan.Zero;

    private async Task<TokenResult> WaitAsync(CancellationToken cancellationToken)
    {
        var since = _singleFlight.Now;
        var outcome = await OutcomeAsync(since, cancellationToken);
        if (ReferenceEquals(outcome.Failure, TokenFailure.OverWhenTaken))
        {
            outcome = await OutcomeAsync(since, cancellationToken);
        }
        if (!outcome.Succeeded && !HasToken && _predecessorFetch is { IsCompleted: false } inherited)
        {
            await _singleFlight.WaitAsync(inherited, since, cancellationToken);
        }
        var result = OrCurrent(outcome);
        _lookups.Waited(gotNew: outcome.Succeeded, isServed: result.Succeeded);
        return result;
    }

    /// <summary>If there is no new token, the old one is used until it expires.</summary>
    private TokenResult OrCurrent(TokenResult outcome) =>
        !outcome.Succeeded && _current is { Lifetime.Phase: not TokenPhase.Over } current ? current : outcome;

    private Task<TokenResult> OutcomeAsync(long since, CancellationToken cancellationToken)
    {
        Task<TokenResult> fetch;
        TimeSpan? atMost;
        lock (_gate)
        {
            if (ServesAtOnce)
            {
                return Task.FromResult<TokenResult>(_current!);
            }
            if (_fetch is null && !MayAsk(isNeeded: true))
            {
                return Task.FromResult<TokenResult>(_backoff.Failure!);
            }
            fetch = _fetch ?? StartFetch(isAwaited: true);
            // A token in its last part serves if the new one is not there in time.
            atMost = HasToken ? _current!.Lifetime.Remaining / 2 : null;
        }
        return _singleFlight.WaitAsync(fetch, since, cancellationToken, atMost);
    }
}
