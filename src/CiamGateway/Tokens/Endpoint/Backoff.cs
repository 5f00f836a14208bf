using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.Endpoint;

/// <summary>
/// How long a slot leaves the authorization server alone after a failure. The pause gets longer from one failure to the next of its kind.
/// While calls fail, only the failure's own <see cref="TokenFailure.LeastPause"/> counts.
/// </summary>
/// <remarks>Not safe for concurrent use: its slot guards it.</remarks>
internal sealed class Backoff(TokenBackoffOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private TokenFailure? _failure;
    private int _failures;
    private TimeSpan _pause;
    private long _since;
    private long _lastFailure;
    private bool _isWoken;
    private bool _wasWoken;
    private bool _isDeaf;

    /// <summary>What failed, and how often in a row. Null after a success.</summary>
    public TokenTrouble? Trouble { get; private set; }

    /// <summary>
    /// Whether the authorization server has granted a token to another slot since the failure, so that no pause counts but the one that it
    /// asked this client for.
    /// </summary>
    public bool IsWoken => _isWoken && (_failure is not { IsOfClient: true } || LeastLeft == TimeSpan.Zero);

    /// <summary>The rest of the pause while no call fails; zero if there is none.</summary>
    public TimeSpan Remaining => _failure is null || IsWoken ? TimeSpan.Zero : Left(_pause, _since);

    /// <summary>The rest of the pause while calls fail.</summary>
    public TimeSpan LeastRemaining => LeastLeft < Remaining ? LeastLeft : Remaining;

    /// <summary>The failure to answer with as long as the server is not asked again. Null after a success.</summary>
    public TokenFailure? Failure => _failure is null ? null : WithRetryAfter(_failure);

    /// <summary>A token request begins.</summary>
    public void Begin() => (_wasWoken, _isWoken) = (IsWoken, false);

    /// <returns>The failure, with the time at which another call may succeed.</returns>
    public TokenFailure Note(TokenFailure failure)
    {
        // A probe that fails like the request before it leaves the pause as it is.
        if (failure.Kind != _failure?.Kind || failure.RetryAfter is not null || Left(_pause, _since) == TimeSpan.Zero)
        {
            _failures = failure.Kind == _failure?.Kind ? _failures + 1 : 0;
            _since = clock.GetTimestamp();
            _pause = failure.RetryAfter
                ?? Draw(failure.Kind is TokenFailureKind.Refused ? (options.RefusedFrom, options.RefusedTo) : (options.From, options.To));
        }
        _failure = failure;
        _lastFailure = clock.GetTimestamp();
        _isDeaf = _wasWoken;
        var now = clock.GetUtcNow();
        Trouble = new TokenTrouble(failure, Trouble?.Since ?? now, now, now + Left(_pause, _since), (Trouble?.Attempts ?? 0) + 1);
        return WithRetryAfter(failure);
    }

    /// <summary>
    /// The authorization server works: no pause counts, unless the slot was woken for its last request already, which failed all the same.
    /// </summary>
    public void Wake() => _isWoken = _failure is not null && !_isDeaf;

    public void Clear() => (_failure, Trouble, _isWoken) = (null, null, false);

    private TimeSpan LeastLeft => Left(_failure?.LeastPause ?? TimeSpan.Zero, _lastFailure);

    /// <summary>A refusal names no time: only a change of configuration helps its caller.</summary>
    private TokenFailure WithRetryAfter(TokenFailure failure) =>
        failure.Kind is TokenFailureKind.Refused
            ? failure
            : failure with
            {
                RetryAfter = LeastRemaining > Second ? LeastRemaining : Second,
            };

    private TimeSpan Left(TimeSpan pause, long since) =>
        pause - clock.GetElapsedTime(since) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private TimeSpan Draw((TimeSpan From, TimeSpan To) range)
    {
        var doubled = range.From * Math.Pow(2, Math.Min(_failures, 20));
        return (doubled < range.To ? doubled : range.To) * (0.5 + Random.Shared.NextDouble());
    }
}
