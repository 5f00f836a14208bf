using System.ComponentModel;

namespace CiamGateway.Limits;

/// <summary>What holds for every request, whatever its route says; the names are Kestrel's own where it has one.</summary>
internal sealed class LimitOptions
{
    [Description("Requests that are served at the same time, of all callers together; others are answered with 503. Default 2000.")]
    public int MaxConcurrentRequests { get; set; } = 2000;

    [Description("The limit of every caller over all routes together, and of every address that calls anonymously.")]
    public RateLimitOptions PerCaller { get; set; } = new() { Concurrency = 500 };

    [Description(
        "Connections that are open at the same time, of all callers together; changed at the next start. "
            + "Default: what the limits of memory and of open files carry, at most 10000."
    )]
    public int? MaxConcurrentConnections { get; set; }

    [Description(
        "Of these, those of one address (IPv6: of one /64) on which no caller has proved who it is. "
            + "Default: a quarter of MaxConcurrentConnections, but from 100 to 2000."
    )]
    public int? MaxConnectionsPerAddress { get; set; }

    [Description(
        "Passwords that wait to be checked, of all addresses together. If more come, the addresses with the most wrong passwords get 503. "
            + "Default 200."
    )]
    public int MaxWaitingPasswords { get; set; } = 200;

    [Description(
        "Passwords of one address, or one /64 of IPv6, that wait to be checked at the same time; others are answered with 503. Default 10."
    )]
    public int MaxWaitingPasswordsPerAddress { get; set; } = 10;

    [Description("The largest request body in bytes, on routes without a MaxRequestBodySize of their own. Default 10485760.")]
    public int MaxRequestBodySize { get; set; } = 10 * 1024 * 1024;

    [Description("The longest request line in bytes. Default 8192.")]
    public int MaxRequestLineSize { get; set; } = 8 * 1024;

    [Description("The largest size of a request's headers together, in bytes. Default 32768.")]
    public int MaxRequestHeadersTotalSize { get; set; } = 32 * 1024;

    [Description("The largest number of headers of a request. Default 100.")]
    public int MaxRequestHeaderCount { get; set; } = 100;

    [Description("Time for the headers of a request to arrive. Default 15 s.")]
    public TimeSpan RequestHeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    [Description("Time for which a connection is kept open without a request. Default 130 s.")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(130);

    [Description("The slowest rate at which a request body may arrive after its first 5 s, in bytes per second. 0: any. Default 240.")]
    public int MinRequestBodyDataRate { get; set; } = 240;

    [Description("The slowest rate at which an answer may be read after its first 5 s, in bytes per second. 0: any. Default 240.")]
    public int MinResponseDataRate { get; set; } = 240;

    [Description("Time limits that routes name as their TimeoutPolicy, by name.")]
    public Dictionary<string, TimeSpan> TimeoutPolicies { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
