using System.Globalization;
using CiamGateway.Telemetry;

namespace CiamGateway.Diagnosis;

/// <summary>Says that a host name took long to resolve, which delays every new connection.</summary>
internal static class SlowLookup
{
    public static IEnumerable<Finding> Findings(ExchangeFacts exchange) =>
        exchange.ResolvedIn is >= ExchangeSummary.SlowLookup and { } time
            ?
            [
                Finding.Warning(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the host name of {(exchange.Proxy is null ? "the server" : "the proxy")} took {time / 1000:0.0} s to resolve, "
                    ) + "so new connections are slow. Fix: check the DNS servers of this machine (/etc/resolv.conf)."
                ),
            ]
            : [];
}
