using System.ComponentModel;

namespace CiamGateway.Limits;

/// <summary>How much one caller, or one route, may ask of the gateway.</summary>
internal sealed class RateLimitOptions
{
    [Description("Requests that are served per Window: at once or spread, replenished evenly. 0: no limit.")]
    public int Requests { get; set; }

    [Description("The time in which Requests are replenished. Default 1 min.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    [Description("Requests that are served at the same time. 0: no limit.")]
    public int Concurrency { get; set; }

    [Description("Requests that wait for their turn before others are answered with 429. Default 0.")]
    public int Queue { get; set; }

    [Description(
        "Who shares the limit: Caller (default: every caller has its own, and so has every address that calls anonymously), "
            + "Route (every route has its own, for all callers) or CallerAndRoute."
    )]
    public string Per { get; set; } = LimitSharing.Caller;
}
