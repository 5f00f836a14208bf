using CiamGateway.Configuration.Schema;

namespace CiamGateway.Limits;

/// <summary>What holds for every request, whatever its route says; the names are Kestrel's own where it has one.</summary>
internal sealed class LimitOptions
{
    [Option(
        "Requests that are served at the same time, of all callers together. The gateway answers 503 to others.",
        Minimum = "1",
        Maximum = "10000000"
    )]
    public int MaxConcurrentRequests { get; set; } = 2000;

    [Option("The limit of every caller over all routes together, and of every address that calls anonymously.")]
    public RateLimitOptions PerCaller { get; set; } = new() { Concurrency = 500 };

    [Option(
        "Connections that are open at the same time, of all callers together.",
        Default = "what the limits of memory and of open files carry, at most 10000",
        Minimum = "1",
        Maximum = "10000000",
        NeedsRestart = true
    )]
    public int? MaxConcurrentConnections { get; set; }

    [Option(
        "Connections of one address (IPv6: of one /64) on which no caller has authenticated.",
        Default = "a quarter of MaxConcurrentConnections, from 100 to 2000",
        Minimum = "1",
        Maximum = "10000000"
    )]
    public int? MaxConnectionsPerAddress { get; set; }

    [Option(
        "Passwords that wait to be checked, of all addresses together. If more arrive, the addresses with the most "
            + "wrong passwords get 503.",
        Minimum = "1",
        Maximum = "10000"
    )]
    public int MaxWaitingPasswords { get; set; } = 200;

    [Option(
        "Passwords of one address (IPv6: of one /64) that wait to be checked. The gateway answers 503 to others.",
        Minimum = "1",
        Maximum = "10000"
    )]
    public int MaxWaitingPasswordsPerAddress { get; set; } = 10;

    [Option("The largest request body in bytes, on routes without their own MaxRequestBodySize.", Minimum = "0", Maximum = "2147483647")]
    public int MaxRequestBodySize { get; set; } = 10 * 1024 * 1024;

    [Option("The longest request line in bytes.", Minimum = "256", Maximum = "65536")]
    public int MaxRequestLineSize { get; set; } = 8 * 1024;

    [Option("The largest size of all headers of a request together, in bytes.", Minimum = "1024", Maximum = "1048576")]
    public int MaxRequestHeadersTotalSize { get; set; } = 32 * 1024;

    [Option("The largest number of headers of a request.", Minimum = "10", Maximum = "10000")]
    public int MaxRequestHeaderCount { get; set; } = 100;

    [Option("Time for the headers of a request to arrive.", Minimum = "00:00:01", Maximum = "00:10:00")]
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    [Option("How long a connection without a request stays open.", Minimum = "00:00:01", Maximum = "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    [Option(
        "The slowest rate at which a request body may arrive after its first 5 s, in bytes per second. 0: any rate.",
        Minimum = "0",
        Maximum = "10000000"
    )]
    public int MinRequestBodyDataRate { get; set; } = 240;

    [Option(
        "The slowest rate at which a caller may read an answer after its first 5 s, in bytes per second. 0: any rate.",
        Minimum = "0",
        Maximum = "10000000"
    )]
    public int MinResponseDataRate { get; set; } = 240;

    [Option(
        "Time limits that routes name as their TimeoutPolicy, by name.",
        Minimum = "00:00:00.1",
        Maximum = "1.00:00:00",
        Example = "{ \"slow-reports\": \"00:05:00\" }"
    )]
    public Dictionary<string, TimeSpan> TimeoutPolicies { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}

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

/// <summary>The current limits.</summary>
/// <param name="Policies">The limits that routes name.</param>
internal sealed record LimitSettings(LimitOptions All, RateLimit PerCaller, IReadOnlyDictionary<string, RateLimit> Policies);
