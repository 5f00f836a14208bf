using CiamGateway.Configuration;
using CiamGateway.Tokens;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>How long a slot may and must leave the authorization server alone after the failures that it has seen.</summary>
internal sealed class FailureMemory(TokenBackoffOptions options, TwoClocks clock)
{
    private TokenFailureKind? _kind;
    private int _failures;
    private long _since;
    private TimeSpan _least;
    private TimeSpan _most;

    /// <summary>Whether asking now would break the pause, however it was drawn.</summary>
    public bool Forbids => clock.GetElapsedTime(_since) < _least;

    /// <summary>Whether the pause may still last.</summary>
    public bool MayPause => clock.GetElapsedTime(_since) < _most;

    public void Failed(TokenFailureKind kind, TimeSpan? retryAfter)
    {
        _failures = kind == _kind ? _failures + 1 : 0;
        _kind = kind;
        _since = clock.GetTimestamp();
        var (from, to) = kind is TokenFailureKind.Refused ? (options.RefusedFrom, options.RefusedTo) : (options.From, options.To);
        var step = TimeSpan.FromTicks((long)Math.Min(from.Ticks * Math.Pow(2, _failures), to.Ticks));
        (_least, _most) = (retryAfter ?? (step * 0.5), retryAfter ?? (step * 1.5));
    }

    public void Succeeded() => (_kind, _least, _most) = (null, TimeSpan.Zero, TimeSpan.Zero);
}
