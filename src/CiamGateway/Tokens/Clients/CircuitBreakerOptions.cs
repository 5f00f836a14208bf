using System.ComponentModel;

namespace CiamGateway.Tokens.Clients;

/// <summary>
/// When a token endpoint that keeps failing is asked for no further token for a while. Tokens whose request failed are asked for again all
/// the same.
/// </summary>
internal sealed class CircuitBreakerOptions
{
    [Description("The part of failed token requests that opens the breaker. Default 0.5.")]
    public double FailureRatio { get; set; } = 0.5;

    [Description("The number of token requests below which the breaker stays closed. Default 4.")]
    public int MinimumCalls { get; set; } = 4;

    [Description("The time over which failures are counted. Default 30 s.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    [Description(
        "How long the breaker stays open at first, unless the endpoint grants a token before; "
            + "doubled while the endpoint keeps failing. Default 5 s."
    )]
    public TimeSpan OpenFrom { get; set; } = TimeSpan.FromSeconds(5);

    [Description("How long the breaker stays open at most. Default 60 s.")]
    public TimeSpan OpenTo { get; set; } = TimeSpan.FromSeconds(60);
}
