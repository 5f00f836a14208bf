using CiamGateway.Configuration.Schema;

namespace CiamGateway.Limits;

/// <summary>How much one caller, or one route, may ask of the gateway.</summary>
internal sealed class RateLimitOptions
{
    [Option("Requests that are served in each Window. Permits are replenished evenly. 0: no limit.", Minimum = "0", Maximum = "10000000")]
    public int Requests { get; set; }

    [Option("The time in which Requests are replenished.", Minimum = "00:00:01", Maximum = "1.00:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    [Option("Requests that are served at the same time. 0: no limit.", Minimum = "0", Maximum = "10000000")]
    public int Concurrency { get; set; }

    [Option("Requests that wait for their turn. The gateway answers 429 to others.", Minimum = "0", Maximum = "10000000")]
    public int Queue { get; set; }

    [Option(
        "Who shares the limit. Caller: each caller has its own, and so has each address that calls anonymously. "
            + "Route: each route has its own, for all callers. CallerAndRoute: each caller has its own on each route.",
        Values = ["Caller", "Route", "CallerAndRoute"],
        ValidatorChecksValues = true
    )]
    public string Per { get; set; } = LimitSharing.Caller;
}
