using CiamGateway.Configuration.Checking;
using CiamGateway.Connections;
using CiamGateway.Tokens.SharedCache;

namespace CiamGateway.Diagnosis;

/// <summary>
/// Writes to the Redis that replicas share and reads from it. That it does not work is a warning: the gateway serves without it.
/// </summary>
internal sealed class SharedCacheChecks(
    CurrentConfiguration configuration,
    HostConnectors connectors,
    ConnectionEvents events,
    TimeProvider clock
) : IExamination
{
    public IEnumerable<PendingCheck> Checks =>
        configuration.Current.TokenCache is { } settings
            ?
            [
                new PendingCheck(
                    new SharedCacheCheck(settings.Server),
                    cancellationToken => RunAsync(settings, cancellationToken),
                    ProblemSeverity.Warning
                ),
            ]
            : [];

    private async Task<Check> RunAsync(TokenCacheSettings settings, CancellationToken cancellationToken) =>
        new SharedCacheCheck(settings.Server)
        {
            Findings = await RedisTrial.RunAsync(settings, connectors, events, clock, cancellationToken) is { } fault
                ? [Finding.Warning($"Redis {fault.Message}, so that each replica asks for its own tokens. Fix: {fault.Fix}")]
                : [],
        };
}
