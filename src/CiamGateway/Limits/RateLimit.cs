namespace CiamGateway.Limits;

/// <summary>
/// A limit of requests. Limits with the same numbers are equal, so a reload that does not change one does not reset it.
/// </summary>
/// <param name="Requests">Per <paramref name="Window"/>; 0 for no limit.</param>
/// <param name="Concurrency">At the same time; 0 for no limit.</param>
/// <param name="Queue">Requests that wait for their turn.</param>
internal sealed record RateLimit(string Name, int Requests, TimeSpan Window, int Concurrency, int Queue, string Per)
{
    /// <summary>The configuration key that has it.</summary>
    private string Path =>
        Name.Length == 0
            ? $"{GatewayOptions.Section}:{nameof(GatewayOptions.Limits)}:{nameof(LimitOptions.PerCaller)}"
            : $"{GatewayOptions.Section}:{nameof(GatewayOptions.RateLimits)}:{Name}";

    public ReachedLimit ReachedRate() => new(Path, $"{Requests} requests in {Window.TotalSeconds:0.###} s");

    public ReachedLimit ReachedRoom() => new(Path, $"{Concurrency} requests at the same time");
}

/// <summary>A limit that has refused a request.</summary>
/// <param name="Path">The configuration key that has it.</param>
/// <param name="Meaning">What it allows, in words.</param>
internal sealed record ReachedLimit(string Path, string Meaning);

/// <summary>Who shares one limit. Words and not an enumeration, whose converter for JSON would make the program larger by 50 kB.</summary>
internal static class LimitSharing
{
    public const string Caller = "Caller";
    public const string Route = "Route";
    public const string CallerAndRoute = "CallerAndRoute";

    public static readonly string[] All = [Caller, Route, CallerAndRoute];
}
