using CiamGateway.Configuration.Schema;

namespace CiamGateway.Tokens.Clients;

/// <summary>
/// How long the authorization server is left alone after a failure, if no call fails meanwhile. The pause doubles from failure to failure
/// and is drawn from half to one and a half of that.
/// </summary>
internal sealed class TokenBackoffOptions
{
    [Option(
        "The first pause after a temporary failure. Pauses vary at random by up to half. "
            + "While calls fail, the gateway still asks the token endpoint once a second.",
        Minimum = "00:00:00.1",
        Maximum = "01:00:00"
    )]
    public TimeSpan From { get; set; } = TimeSpan.FromSeconds(1);

    [Option("The longest pause after temporary failures, at least From.", Minimum = "00:00:00.1", Maximum = "01:00:00")]
    public TimeSpan To { get; set; } = TimeSpan.FromSeconds(30);

    [Option(
        "The first pause after a refusal, such as invalid_client. While calls fail, the gateway still asks the "
            + "token endpoint every 5 s.",
        Minimum = "00:00:00.1",
        Maximum = "01:00:00"
    )]
    public TimeSpan RefusedFrom { get; set; } = TimeSpan.FromSeconds(30);

    [Option("The longest pause after refusals, at least RefusedFrom.", Minimum = "00:00:00.1", Maximum = "01:00:00")]
    public TimeSpan RefusedTo { get; set; } = TimeSpan.FromMinutes(5);

    [Option(
        "The longest Retry-After of the authorization server that the gateway obeys. While calls fail, it obeys only that of a 429.",
        Minimum = "00:00:01",
        Maximum = "01:00:00"
    )]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(5);
}
