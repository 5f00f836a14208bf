using System.Globalization;
using CiamGateway.Telemetry;

namespace CiamGateway.Diagnosis;

/// <summary>Puts into words what was seen of an exchange, as far as it came.</summary>
internal static class ExchangeSummary
{
    /// <summary>Milliseconds from which on the resolution of a host name is worth a word.</summary>
    public const double SlowLookup = 1000;

    public static IEnumerable<string> Of(ExchangeFacts exchange)
    {
        yield return exchange.Request;
        if (exchange.Route is { } route)
        {
            yield return route;
        }
        if (exchange.Addresses is { Count: > 0 } addresses)
        {
            var late = exchange.ResolvedIn is >= SlowLookup and { } time ? $" after {Milliseconds(time)}" : "";
            yield return $"{(exchange.Proxy is null ? "" : "the proxy ")}resolved to {string.Join(", ", addresses)}{late}";
        }
        if (exchange is { Attempts: { } attempts, Addresses.Count: > 1 })
        {
            yield return $"tried {attempts}";
        }
        if (exchange.ConnectedIn is { } connected)
        {
            yield return $"connected in {Milliseconds(connected)}";
        }
        if (exchange is { Tls: { } version, CertificateNotAfter: { } end })
        {
            yield return $"{version} with a certificate until {end:yyyy-MM-dd}";
        }
        if (exchange is { Status: { } status, AnsweredIn: { } answered })
        {
            yield return $"answered {status} after {Milliseconds(answered)}";
        }
    }

    private static string Milliseconds(double time) => string.Create(CultureInfo.InvariantCulture, $"{time:0} ms");
}
