using CiamGateway.Configuration.Loading;

namespace CiamGateway.Tokens.Clients;

/// <summary>The ranges of a token client's numbers and times.</summary>
internal static class TokenClientRanges
{
    private static readonly TimeSpan Instant = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void Check(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        Check(nameof(options.ConnectTimeout), options.ConnectTimeout, Instant, Minute);
        Check(nameof(options.ConnectionLifetime), options.ConnectionLifetime, Second, Day);
        Check(nameof(options.AttemptTimeout), options.AttemptTimeout, Instant, Minute);
        Check(nameof(options.TotalTimeout), options.TotalTimeout, options.AttemptTimeout, 5 * Minute);
        Check(nameof(options.WaitTimeout), options.WaitTimeout, Instant, 5 * Minute);
        Check(nameof(options.DefaultLifetime), options.DefaultLifetime, Second, options.MaximumLifetime);
        Check(nameof(options.MaximumLifetime), options.MaximumLifetime, Second, 365 * Day);
        Check(nameof(options.ExpirySkew), options.ExpirySkew, TimeSpan.Zero, Hour);
        Check(nameof(options.Retries), options.Retries, 0, 10);
        Check(nameof(options.MetadataLifetime), options.MetadataLifetime, Minute, 7 * Day);
        Check(nameof(options.AssertionLifetime), options.AssertionLifetime, 10 * Second, Hour);

        Check("Refresh:From", options.Refresh.From, 0.1, 0.9);
        Check("Refresh:To", options.Refresh.To, options.Refresh.From, 0.9);
        Check("Refresh:ForcedInterval", options.Refresh.ForcedInterval, Second, Hour);

        Check("Backoff:From", options.Backoff.From, Instant, Hour);
        Check("Backoff:To", options.Backoff.To, options.Backoff.From, Hour);
        Check("Backoff:RefusedFrom", options.Backoff.RefusedFrom, Instant, Hour);
        Check("Backoff:RefusedTo", options.Backoff.RefusedTo, options.Backoff.RefusedFrom, Hour);
        Check("Backoff:LongestRetryAfter", options.Backoff.LongestRetryAfter, Second, Hour);

        Check("CircuitBreaker:FailureRatio", options.CircuitBreaker.FailureRatio, 0.01, 1);
        Check("CircuitBreaker:MinimumCalls", options.CircuitBreaker.MinimumCalls, 2, 1000);
        Check("CircuitBreaker:Window", options.CircuitBreaker.Window, Second, Hour);
        Check("CircuitBreaker:OpenFrom", options.CircuitBreaker.OpenFrom, Second, Hour);
        Check("CircuitBreaker:OpenTo", options.CircuitBreaker.OpenTo, options.CircuitBreaker.OpenFrom, Hour);

        void Check<T>(string key, T value, T least, T most)
            where T : IComparable<T>, IFormattable => reading.CheckRange($"{path}:{key}", value, least, most);
    }
}
