using System.ComponentModel;

namespace CiamGateway.Tokens.Clients;

/// <summary>
/// When a token is renewed, long before it ends: at a point drawn once for each token, so that replicas do not all ask at once.
/// </summary>
internal sealed class TokenRefreshOptions
{
    [Description("The earliest point of renewal, as a part of the lifetime. Default 0.75.")]
    public double From { get; set; } = 0.75;

    [Description("The latest point of renewal, as a part of the lifetime. Default 0.85.")]
    public double To { get; set; } = 0.85;

    [Description(
        "The shortest time between two renewals that the API's 401 forces. Doubled, up to 5 min, "
            + "for a route that rejects each new token, too. Default 10 s."
    )]
    public TimeSpan ForcedInterval { get; set; } = TimeSpan.FromSeconds(10);
}
