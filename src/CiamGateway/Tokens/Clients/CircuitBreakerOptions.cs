using CiamGateway.Configuration.Schema;

namespace CiamGateway.Tokens.Clients;

/// <summary>
/// When a token endpoint that keeps failing is asked for no further token for a while. Tokens whose request failed are asked for again all
/// the same.
/// </summary>
internal sealed class CircuitBreakerOptions
{
    [Option("The part of failed token requests that opens the circuit breaker.", Minimum = "0.01", Maximum = "1")]
    public double FailureRatio { get; set; } = 0.5;

    [Option("With fewer token requests in the Window, the circuit breaker stays closed.", Minimum = "2", Maximum = "1000")]
    public int MinimumCalls { get; set; } = 4;

    [Option("The time over which failures are counted.", Minimum = "00:00:01", Maximum = "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(30);

    [Option(
        "How long the circuit breaker stays open at first, unless the endpoint grants a token before. It doubles "
            + "while the endpoint keeps failing.",
        Minimum = "00:00:01",
        Maximum = "01:00:00"
    )]
    public TimeSpan OpenFrom { get; set; } = TimeSpan.FromSeconds(5);

    [Option("How long the circuit breaker stays open at most, at least OpenFrom.", Minimum = "00:00:01", Maximum = "01:00:00")]
    public TimeSpan OpenTo { get; set; } = TimeSpan.FromSeconds(60);
}
