using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens;

/// <summary>
/// Draws the point at which a token is renewed ahead: another one for each token, so that tokens and replicas do not march in step.
/// </summary>
internal static class RefreshPoint
{
    /// <summary>A shorter life leaves no room between renewal and end.</summary>
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(2);

    /// <param name="stated">The answer's <c>refresh_in</c>, where it has one: the server's own advice counts before ours.</param>
    public static TimeSpan Draw(TimeSpan lifetime, TimeSpan? stated, TokenRefreshOptions options)
    {
        if (lifetime < ShortestLifetime)
        {
            return lifetime;
        }
        // A renewal at 0.85 of a short life would come in the second by which servers round.
        var counted = lifetime < TokenLifetime.ShortLife ? lifetime - TimeSpan.FromSeconds(1) : lifetime;
        return stated is { } advice && advice < lifetime
            ? advice
            : counted * (options.From + ((options.To - options.From) * Random.Shared.NextDouble()));
    }
}
