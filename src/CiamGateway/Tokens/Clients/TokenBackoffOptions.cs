using System.ComponentModel;

namespace CiamGateway.Tokens.Clients;

/// <summary>
/// How long the authorization server is left alone after a failure, if no call fails meanwhile. The pause doubles from failure to failure
/// and is drawn from half to one and a half of that.
/// </summary>
internal sealed class TokenBackoffOptions
{
    [Description(
        "The first pause after a passing failure. Default 1 s; this and the next three are drawn anew each time, "
            + "up to half shorter or longer. While calls fail, the token endpoint is asked once a second all the same."
    )]
    public TimeSpan From { get; set; } = TimeSpan.FromSeconds(1);

    [Description("The longest pause after passing failures. Default 30 s.")]
    public TimeSpan To { get; set; } = TimeSpan.FromSeconds(30);

    [Description(
        "The first pause after a refusal, such as invalid_client. Default 30 s. While calls fail, "
            + "the token endpoint is asked every 5 s all the same."
    )]
    public TimeSpan RefusedFrom { get; set; } = TimeSpan.FromSeconds(30);

    [Description("The longest pause after refusals. Default 5 min.")]
    public TimeSpan RefusedTo { get; set; } = TimeSpan.FromMinutes(5);

    [Description(
        "The longest Retry-After of the authorization server that is obeyed. Default 5 min. While calls fail, only that of a 429 is."
    )]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromMinutes(5);
}
