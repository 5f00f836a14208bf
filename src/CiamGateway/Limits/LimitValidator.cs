using CiamGateway.Configuration.Loading;

namespace CiamGateway.Limits;

/// <summary>The rules for limits.</summary>
internal sealed class LimitValidator(ConfigurationReading reading)
{
    private const int Most = 10_000_000;

    /// <summary>Names that mean something else to YARP.</summary>
    private static readonly string[] ReservedNames = ["Default", "Disable"];

    public LimitSettings Check(GatewayOptions options)
    {
        var path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Limits)}";
        CheckListeners(path, options.Limits);
        CheckTimeouts($"{path}:{nameof(LimitOptions.TimeoutPolicies)}", options.Limits.TimeoutPolicies);
        return new LimitSettings(
            options.Limits,
            Check($"{path}:{nameof(LimitOptions.PerCaller)}", "", options.Limits.PerCaller),
            options.RateLimits.ToDictionary(
                limit => limit.Key,
                limit => CheckNamed(limit.Key, limit.Value),
                StringComparer.OrdinalIgnoreCase
            )
        );
    }

    private void CheckListeners(string path, LimitOptions options)
    {
        reading.CheckRange($"{path}:{nameof(options.MaxConcurrentRequests)}", options.MaxConcurrentRequests, 1, Most);
        reading.CheckRange($"{path}:{nameof(options.MaxConcurrentConnections)}", options.MaxConcurrentConnections ?? 1, 1, Most);
        reading.CheckRange($"{path}:{nameof(options.MaxConnectionsPerAddress)}", options.MaxConnectionsPerAddress ?? 1, 1, Most);
        reading.CheckRange($"{path}:{nameof(options.MaxWaitingPasswords)}", options.MaxWaitingPasswords, 1, 10_000);
        reading.CheckRange($"{path}:{nameof(options.MaxWaitingPasswordsPerAddress)}", options.MaxWaitingPasswordsPerAddress, 1, 10_000);
        reading.CheckRange($"{path}:{nameof(options.MaxRequestBodySize)}", options.MaxRequestBodySize, 0, int.MaxValue);
        reading.CheckRange($"{path}:{nameof(options.MaxRequestLineSize)}", options.MaxRequestLineSize, 256, 64 * 1024);
        reading.CheckRange($"{path}:{nameof(options.MaxRequestHeadersTotalSize)}", options.MaxRequestHeadersTotalSize, 1024, 1024 * 1024);
        reading.CheckRange($"{path}:{nameof(options.MaxRequestHeaderCount)}", options.MaxRequestHeaderCount, 10, 10_000);
        reading.CheckRange(
            $"{path}:{nameof(options.RequestHeadersTimeout)}",
            options.RequestHeadersTimeout,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromMinutes(10)
        );
        reading.CheckRange(
            $"{path}:{nameof(options.KeepAliveTimeout)}",
            options.KeepAliveTimeout,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromHours(1)
        );
        reading.CheckRange($"{path}:{nameof(options.MinRequestBodyDataRate)}", options.MinRequestBodyDataRate, 0, Most);
        reading.CheckRange($"{path}:{nameof(options.MinResponseDataRate)}", options.MinResponseDataRate, 0, Most);
    }

    private void CheckTimeouts(string path, Dictionary<string, TimeSpan> policies)
    {
        foreach (var (name, timeout) in policies)
        {
            CheckName($"{path}:{name}", name);
            reading.CheckRange($"{path}:{name}", timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));
        }
    }

    private RateLimit CheckNamed(string name, RateLimitOptions options)
    {
        var path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.RateLimits)}:{name}";
        CheckName(path, name);
        if (options is { Requests: 0, Concurrency: 0 })
        {
            reading.Report(path, "limits nothing.", "Requests, Concurrency or both.");
        }
        return Check(path, name, options);
    }

    private RateLimit Check(string path, string name, RateLimitOptions options)
    {
        reading.CheckRange($"{path}:{nameof(options.Requests)}", options.Requests, 0, Most);
        reading.CheckRange($"{path}:{nameof(options.Window)}", options.Window, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
        reading.CheckRange($"{path}:{nameof(options.Concurrency)}", options.Concurrency, 0, Most);
        reading.CheckRange($"{path}:{nameof(options.Queue)}", options.Queue, 0, Most);
        var per = LimitSharing.All.FirstOrDefault(known => known.Equals(options.Per, StringComparison.OrdinalIgnoreCase));
        if (per is null || (name.Length == 0 && per is not LimitSharing.Caller))
        {
            reading.Report(
                $"{path}:{nameof(options.Per)}",
                $"'{options.Per}' is not possible.",
                name.Length == 0 ? "Caller; what is per route goes into Gateway:RateLimits." : string.Join(", ", LimitSharing.All) + "."
            );
        }
        return new RateLimit(name, options.Requests, options.Window, options.Concurrency, options.Queue, per ?? LimitSharing.Caller);
    }

    private void CheckName(string path, string name)
    {
        if (ReservedNames.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            reading.Report(path, $"'{name}' is a word of YARP's own.", "another name.");
        }
    }
}
