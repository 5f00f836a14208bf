using CiamGateway.Configuration.Schema;

namespace CiamGateway.Tokens.Clients;

/// <summary>
/// When a token is renewed, long before it ends: at a point drawn once for each token, so that replicas do not all ask at once.
/// </summary>
internal sealed class TokenRefreshOptions
{
    [Option("The earliest point of renewal, as a part of the lifetime.", Minimum = "0.1", Maximum = "0.9")]
    public double From { get; set; } = 0.75;

    [Option("The latest point of renewal, as a part of the lifetime, at least From.", Minimum = "0.1", Maximum = "0.9")]
    public double To { get; set; } = 0.85;

    [Option(
        "The shortest time between two renewals that a 401 of the API forces. It doubles, up to 5 min, for a route "
            + "that rejects each new token, too.",
        Minimum = "00:00:01",
        Maximum = "01:00:00"
    )]
    public TimeSpan ForcedInterval { get; set; } = TimeSpan.FromSeconds(10);
}
