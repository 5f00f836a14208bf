using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>How long a slot may and must leave the authorization server alone after the failures that it has seen.</summary>
internal sealed class FailureMemory(TokenBackoffOptions options, TwoClocks clock)
{
    private static readonly TimeSpan BetweenRefusals = TimeSpan.FromSeconds(5);

    private TokenFailureKind? _kind;
    private int _failures;
    private long _since;
    private long _last;
    private TimeSpan _least;
    private TimeSpan _most;

    /// <summary>Whether the endpoint has granted another token since this slot last asked.</summary>
    public bool IsWoken { get; private set; }

    /// <summary>Whether the last request failed.</summary>
    public bool Any => _kind is not null;

    /// <summary>Whether asking now would break the pause, however it was drawn.</summary>
    /// <param name="isNeeded">Whether calls fail.</param>
    public bool Forbids(bool isNeeded)
    {
        var isRefused = _kind is TokenFailureKind.Refused && clock.GetElapsedTime(_last) < BetweenRefusals;
        return !IsWoken && clock.GetElapsedTime(_since) < _least && (!isNeeded || isRefused);
    }

    /// <summary>Whether the pause may still last.</summary>
    public bool MayPause => clock.GetElapsedTime(_since) < _most;

    public void Failed(TokenFailureKind kind, TimeSpan? retryAfter)
    {
        _last = clock.GetTimestamp();
        if (kind == _kind && retryAfter is null && MayPause)
        {
            // A probe within the pause leaves it as it is; whether the pause was over is not known from outside.
            if (clock.GetElapsedTime(_since) < _least)
            {
                return;
            }
            _failures++;
            _least = TimeSpan.Zero;
            _most = (_last - _since is var passed ? TimeSpan.FromTicks(passed) : default) + (Step(kind) * 1.5);
            return;
        }
        _failures = kind == _kind ? _failures + 1 : 0;
        _kind = kind;
        _since = _last;
        (_least, _most) = (retryAfter ?? (Step(kind) * 0.5), retryAfter ?? (Step(kind) * 1.5));
    }

    /// <summary>The endpoint has granted another token, so that the slot may ask; it need not, if that was in vain before.</summary>
    public void Woken() => IsWoken = true;

    public void Asked() => IsWoken = false;

    public void Succeeded() => (_kind, _least, _most, IsWoken) = (null, TimeSpan.Zero, TimeSpan.Zero, false);

    private TimeSpan Step(TokenFailureKind kind)
    {
        var (from, to) = kind is TokenFailureKind.Refused ? (options.RefusedFrom, options.RefusedTo) : (options.From, options.To);
        return TimeSpan.FromTicks((long)Math.Min(from.Ticks * Math.Pow(2, _failures), to.Ticks));
    }
}
