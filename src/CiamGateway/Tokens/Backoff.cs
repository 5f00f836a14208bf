using CiamGateway.Configuration;

namespace CiamGateway.Tokens;

/// <summary>Remembers a failure for a while, so that an authorization server in trouble is not asked again by every request; longer from one failure to the next of its kind.</summary>
/// <remarks>Not safe for concurrent use: its slot guards it.</remarks>
internal sealed class Backoff(TokenBackoffOptions options, TimeProvider clock)
{
    private TokenFailure? _failure;
    private int _failures;
    private TimeSpan _pause;
    private long _since;

    /// <summary>What went wrong, and how often in a row; nothing where the last request yielded a token.</summary>
    public TokenTrouble? Trouble { get; private set; }

    /// <summary>How long nobody is to ask; zero where anybody may.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = _failure is null ? TimeSpan.Zero : _pause - clock.GetElapsedTime(_since);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>The failure to answer with while nobody is to ask.</summary>
    public TokenFailure? Failure => Remaining is var left && left > TimeSpan.Zero ? WithRetryAfter(_failure!, left) : null;

    /// <returns>The failure, with the time at which trying again makes sense.</returns>
    public TokenFailure Note(TokenFailure failure)
    {
        _failures = failure.Kind == _failure?.Kind ? _failures + 1 : 0;
        _failure = failure;
        _since = clock.GetTimestamp();
        _pause = failure.RetryAfter ?? Draw(failure.Kind is TokenFailureKind.Refused ? (options.RefusedFrom, options.RefusedTo) : (options.From, options.To));
        var now = clock.GetUtcNow();
        Trouble = new TokenTrouble(failure, Trouble?.Since ?? now, now, now + _pause, (Trouble?.Attempts ?? 0) + 1);
        return WithRetryAfter(failure, _pause);
    }

    public void Clear() => (_failure, Trouble) = (null, null);

    /// <summary>A refusal names no time: only a change of configuration helps its caller.</summary>
    private static TokenFailure WithRetryAfter(TokenFailure failure, TimeSpan left) =>
        failure.Kind is TokenFailureKind.Refused ? failure : failure with { RetryAfter = left };

    private TimeSpan Draw((TimeSpan From, TimeSpan To) range)
    {
        var doubled = range.From * Math.Pow(2, Math.Min(_failures, 20));
        return (doubled < range.To ? doubled : range.To) * (0.5 + Random.Shared.NextDouble());
    }
}
