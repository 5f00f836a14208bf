using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Limits;

/// <summary>The rules for limits.</summary>
internal sealed class LimitValidator(ConfigurationReading reading)
{
    /// <summary>Names that mean something else to YARP.</summary>
    private static readonly string[] ReservedNames = ["Default", "Disable"];

    public LimitSettings Check(GatewayOptions options)
    {
        var path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Limits)}";
        OptionRanges.Check(path, options.Limits, GatewayOptionsJsonContext.Default.LimitOptions, reading);
        foreach (var name in options.Limits.TimeoutPolicies.Keys)
        {
            CheckName($"{path}:{nameof(LimitOptions.TimeoutPolicies)}:{name}", name);
        }
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

    private RateLimit CheckNamed(string name, RateLimitOptions options)
    {
        var path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.RateLimits)}:{name}";
        CheckName(path, name);
        OptionRanges.Check(path, options, GatewayOptionsJsonContext.Default.RateLimitOptions, reading);
        if (options is { Requests: 0, Concurrency: 0 } && reading.IsSound(path))
        {
            reading.Report(path, "limits nothing.", "set Requests, Concurrency or both.");
        }
        return Check(path, name, options);
    }

    private RateLimit Check(string path, string name, RateLimitOptions options)
    {
        var per = LimitSharing.All.FirstOrDefault(known => known.Equals(options.Per, StringComparison.OrdinalIgnoreCase));
        if (per is null || (name.Length == 0 && per is not LimitSharing.Caller))
        {
            reading.Report(
                $"{path}:{nameof(options.Per)}",
                $"'{options.Per}' is not possible.",
                name.Length == 0
                    ? "write Caller, and put what is per route into Gateway:RateLimits."
                    : $"write one of {string.Join(", ", LimitSharing.All)}."
            );
        }
        return new RateLimit(name, options.Requests, options.Window, options.Concurrency, options.Queue, per ?? LimitSharing.Caller);
    }

    private void CheckName(string path, string name)
    {
        if (ReservedNames.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            reading.Report(path, $"'{name}' is a word of YARP's own.", "choose another name.");
        }
    }
}
