using System.Text.Json.Serialization;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>
/// What one replica tells the others of a token: enough to count its life without having asked for it. Times in milliseconds.
/// </summary>
/// <param name="Asked">The wall clock before the token request was sent, since 1970.</param>
/// <param name="RefreshIn">The authorization server's own advice on renewal, where it gave one.</param>
/// <param name="Order">Greater than the order of every token that the requester knew.</param>
internal sealed record SharedToken(
    string AuthorizationHeader,
    long Asked,
    long Lifetime,
    long? RefreshIn,
    long Order,
    IReadOnlyList<string> MissingScope
)
{
    public static SharedToken Of(AccessToken token) =>
        new(
            token.AuthorizationHeader,
            token.Lifetime.Start.ToUnixTimeMilliseconds(),
            (long)token.Lifetime.Duration.TotalMilliseconds,
            (long?)token.RefreshIn?.TotalMilliseconds,
            token.Order,
            token.MissingScope
        );

    /// <summary>The token as this replica uses it: with a point of renewal of its own.</summary>
    /// <param name="read">The moment before the entry was asked for.</param>
    /// <param name="remaining">How long the store keeps the entry, which is how long the token lives.</param>
    public AccessToken ToAccessToken(TokenClient client, ClockReading read, TimeSpan remaining, TimeProvider clock)
    {
        var options = client.Options;
        var stated = TimeSpan.FromMilliseconds(Lifetime);
        var refreshIn = RefreshIn is { } advice ? TimeSpan.FromMilliseconds(advice) : (TimeSpan?)null;
        var duration = stated < options.MaximumLifetime ? stated : options.MaximumLifetime;
        var start = read.Before(Age(read, stated - remaining), clock);
        var lifetime = new TokenLifetime(
            clock,
            start,
            duration,
            RefreshPoint.Draw(duration, refreshIn, options.Refresh),
            options.ExpirySkew
        );
        return AccessToken.Shared(
            new AccessToken(AuthorizationHeader, lifetime)
            {
                MissingScope = MissingScope,
                RefreshIn = refreshIn,
                BoundCertificate = CertificateBinding.Of(AuthorizationHeader[(AuthorizationHeader.LastIndexOf(' ') + 1)..]),
            },
            Order
        );
    }

    /// <summary>
    /// By the two clocks that there are, the one that says more time has passed is right: ours may be behind that of the replica which
    /// asked, and the store's count is not sealed.
    /// </summary>
    private TimeSpan Age(ClockReading read, TimeSpan ofEntry)
    {
        var byWallClock = read.Time - DateTimeOffset.FromUnixTimeMilliseconds(Asked);
        var age = byWallClock > ofEntry ? byWallClock : ofEntry;
        return age > TimeSpan.Zero ? age : TimeSpan.Zero;
    }

    public override string ToString() => "shared token ***";
}

/// <summary>How shared tokens are written, NativeAOT included.</summary>
[JsonSerializable(typeof(SharedToken))]
internal sealed partial class SharedTokenJsonContext : JsonSerializerContext;
