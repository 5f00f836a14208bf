using CiamGateway.Forwarding.Routes;
using CiamGateway.Secrecy;

namespace CiamGateway.Diagnosis;

/// <summary>Reaches every destination of every cluster with a call that changes nothing, without a token.</summary>
internal sealed class DestinationChecks(ProxyExaminer proxy, TimeProvider clock) : IExamination
{
    public IEnumerable<PendingCheck> Checks =>
        from destination in proxy.Destinations
        let begun = new DestinationCheck(destination.Cluster, destination.Name, ShownAddress.Of(destination.Address))
        select new PendingCheck(begun, cancellationToken => RunAsync(begun, destination, cancellationToken));

    private async Task<Check> RunAsync(DestinationCheck begun, ClusterDestination destination, CancellationToken cancellationToken)
    {
        var (exchange, fault) = await proxy.ReachAsync(destination, cancellationToken);
        var section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Clusters)}:{destination.Cluster}";
        var address = $"{RoutePath.OfCluster(destination.Cluster)}:Destinations:{destination.Name}:Address";
        var isOfProxy = exchange.Proxy is not null && fault?.IsOfConnecting is true;
        fault = fault?.Below(section, isOfProxy ? $"{section}:Proxy:Address, or HTTPS_PROXY" : address);
        var who = isOfProxy ? "the proxy on the way to it" : "it";
        return begun with
        {
            Exchange = exchange,
            Findings =
            [
                .. fault is null ? (Finding[])[] : [Finding.Error($"{who} {fault.Message}. Fix: {fault.Fix}")],
                .. exchange.Status is >= 500 and not StatusCodes.Status501NotImplemented
                    ? (Finding[])
                        [
                            Finding.Warning(
                                $"it answers {exchange.Status} to a harmless call. Fix: check that the API runs, "
                                    + $"also behind a load balancer that answers in its place, and {address}."
                            ),
                        ]
                    : [],
                .. SlowLookup.Findings(exchange),
                .. ServerCertificate.Findings(exchange, "the API", clock),
            ],
        };
    }
}
