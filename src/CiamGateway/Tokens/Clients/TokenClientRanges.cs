using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;

namespace CiamGateway.Tokens.Clients;

/// <summary>The ranges of a token client's numbers and times, and which of them may not be less than another.</summary>
internal static class TokenClientRanges
{
    public static void Check(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        var before = reading.Problems.Count;
        OptionRanges.Check(path, options, GatewayOptionsJsonContext.Default.TokenClientOptions, reading);
        if (reading.Problems.Count > before)
        {
            return;
        }
        CheckOrder("TotalTimeout", options.TotalTimeout, "AttemptTimeout", options.AttemptTimeout);
        CheckOrder("MaximumLifetime", options.MaximumLifetime, "DefaultLifetime", options.DefaultLifetime);
        CheckOrder("Refresh:To", options.Refresh.To, "Refresh:From", options.Refresh.From);
        CheckOrder("Backoff:To", options.Backoff.To, "Backoff:From", options.Backoff.From);
        CheckOrder("Backoff:RefusedTo", options.Backoff.RefusedTo, "Backoff:RefusedFrom", options.Backoff.RefusedFrom);
        CheckOrder("CircuitBreaker:OpenTo", options.CircuitBreaker.OpenTo, "CircuitBreaker:OpenFrom", options.CircuitBreaker.OpenFrom);

        void CheckOrder<T>(string key, T value, string lowerKey, T lower)
            where T : IComparable<T>, IFormattable
        {
            if (value.CompareTo(lower) < 0)
            {
                reading.Report(
                    $"{path}:{key}",
                    FormattableString.Invariant($"{value} is less than {lowerKey}, {lower}."),
                    FormattableString.Invariant($"write at least {lower}, or a smaller {path}:{lowerKey}.")
                );
            }
        }
    }
}
