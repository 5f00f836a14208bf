using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>What is known of a token from outside: when it was asked for, how long it lives, when it is to be renewed.</summary>
internal sealed record IssuedToken(string Header, ClockReading Asked, TimeSpan Lifetime, TimeSpan RefreshAge, TimeSpan Skew)
{
    /// <summary>The same token, once another one could not be had, or is to come from another credential.</summary>
    public IssuedToken DueNow() => this with { RefreshAge = TimeSpan.Zero };

    public bool IsOver(TwoClocks clock) => Age(clock) >= Lifetime;

    /// <summary>Whether it is to be handed out without a wait.</summary>
    public bool ServesAtOnce(TwoClocks clock) =>
        Age(clock) < Lifetime - TimeSpan.FromTicks(Math.Min(TimeSpan.TicksPerSecond, Lifetime.Ticks / 10));

    /// <summary>Whether a renewal that failed is to be tried again without a pause.</summary>
    public bool IsOverdue(TwoClocks clock) => !ServesAtOnce(clock) || Age(clock) >= Lifetime - Skew;

    public bool IsFresh(TwoClocks clock) => !IsOverdue(clock) && Age(clock) < RefreshAge;

    public AccessToken AsAccessToken(TwoClocks clock, TokenClientOptions options) =>
        new(Header, new TokenLifetime(clock, Asked, Lifetime, RefreshAge, options.ExpirySkew));

    public static IssuedToken Create(string header, ClockReading asked, FlightOutcome.Token token, TokenClientOptions options)
    {
        var lifetime = TimeSpan.FromSeconds(token.Lifetime);
        var refreshAge = RefreshPoint.Draw(lifetime, token.RefreshIn is { } advice ? TimeSpan.FromSeconds(advice) : null, options.Refresh);
        var rounding = token.Lifetime is >= 2 and < 10 ? 1 : 0;
        var skew = Math.Max(Math.Min(token.Lifetime / 10, options.ExpirySkew.TotalSeconds), rounding);
        return new IssuedToken(header, asked, lifetime, refreshAge, TimeSpan.FromSeconds(skew));
    }

    private TimeSpan Age(TwoClocks clock)
    {
        var now = ClockReading.Now(clock);
        return TimeSpan.FromTicks(Math.Max(now.Timestamp - Asked.Timestamp, (now.Time - Asked.Time).Ticks));
    }
}
