using CiamGateway.Audit;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>Finds in a status what an operator should know first, errors before warnings.</summary>
internal static class ProblemSearch
{
    private const string Endpoint = "endpoint";
    private const string Configuration = "configuration";
    private const string Destination = "destination";
    private const string SharedCache = "sharedCache";
    private const string Audit = "audit";
    private const string Certificate = "certificate";

    public static IReadOnlyList<StatusProblem> In(
        IReadOnlyList<FailingCalls> failing,
        IReadOnlyList<TokenStatus> tokens,
        IReadOnlyList<TokenClientStatus> clients,
        IReadOnlyList<DestinationStatus> destinations,
        ConfigurationStatus configuration,
        SharedCacheStatus? cache,
        IReadOnlyList<CertificateStatus> certificates,
        string? auditTrouble,
        AuditFailure onAuditFailure
    ) =>
        [
            .. CallProblems
                .Of(failing, tokens, destinations)
                .Concat(TokenProblems.Of(tokens))
                .Concat(
                    destinations
                        .Where(destination => !CallProblems.AreOf(failing, destination))
                        .GroupBy(destination => destination.Cluster)
                        .SelectMany(OfCluster)
                )
                .Concat(OfReload(configuration))
                .Concat(OfCircuits(clients, tokens))
                .Concat(
                    cache?.Trouble is { } trouble
                        ?
                        [
                            new StatusProblem(
                                StatusProblem.Warning,
                                SharedCache,
                                $"The shared cache {cache.Server} does not serve",
                                trouble,
                                "Restore it. Until then every replica fetches its own tokens."
                            ),
                        ]
                        : []
                )
                .Concat(certificates.Where(certificate => certificate.Problem is not null).Select(OfCertificate))
                .Concat(auditTrouble is null ? [] : [OfAudit(auditTrouble, onAuditFailure)])
                .OrderBy(problem => problem.Severity, StringComparer.Ordinal),
        ];

    private static IEnumerable<StatusProblem> OfCluster(IGrouping<string, DestinationStatus> cluster)
    {
        List<DestinationStatus> unhealthy = [.. cluster.Where(destination => destination.IsUnhealthy)];
        if (unhealthy.Count > 0)
        {
            yield return new(
                unhealthy.Count == cluster.Count() ? StatusProblem.Error : StatusProblem.Warning,
                Destination,
                unhealthy is [var only]
                    ? $"Destination '{only.Name}' of cluster '{cluster.Key}' is in trouble"
                    : $"{unhealthy.Count} destinations of cluster '{cluster.Key}' are in trouble",
                [.. unhealthy.Select(destination => destination.ToReason())]
            )
            {
                Since = unhealthy.Min(destination => destination.TroubleSince),
            };
        }
    }

    private static IEnumerable<StatusProblem> OfReload(ConfigurationStatus configuration) =>
        configuration.LastReload switch
        {
            { Outcome: "refused" } reload =>
            [
                Of(reload, $"The last change of the configuration is refused; version {configuration.Version} serves on"),
            ],
            { Outcome: "pending" } reload =>
            [
                Of(
                    reload,
                    $"Version {configuration.Version} is loaded, but {Count(reload.Problems.Count, "route goes", "routes go")} on "
                        + "with the old access token"
                ),
            ],
            _ => [],
        };

    private static StatusProblem Of(ReloadStatus reload, string title) =>
        new(StatusProblem.Warning, Configuration, title, [.. reload.Problems.Select(OfRemark)]);

    private static StatusReason OfRemark(ConfigurationRemark remark) =>
        new(
            string.Join(": ", new[] { remark.Place, remark.Path, remark.Message }.Where(part => !string.IsNullOrEmpty(part))),
            $"Fix: {remark.Fix}"
        );

    /// <summary>Open circuits that no token's trouble tells of, once for each server.</summary>
    private static IEnumerable<StatusProblem> OfCircuits(IReadOnlyList<TokenClientStatus> clients, IReadOnlyList<TokenStatus> tokens) =>
        clients
            .Where(client => client.Circuit == "open" && !tokens.Any(token => token.Trouble is not null && token.Client == client.Name))
            .GroupBy(client => client.Server)
            .Select(server => new StatusProblem(
                StatusProblem.Warning,
                Endpoint,
                $"The token endpoint of '{string.Join("', '", server.Select(client => client.Name))}' is left alone",
                "It failed too often, and its circuit breaker is open.",
                $"Check that {server.Key} runs. The breaker closes by itself."
            ));

    private static StatusProblem OfCertificate(CertificateStatus certificate) =>
        new(
            certificate.Severity,
            Certificate,
            $"The certificate '{certificate.Subject}' of {certificate.Key} "
                + (certificate.State == CertificateStatus.Ending ? "ends soon" : "is not valid"),
            certificate.Problem!.Cause,
            certificate.Problem.Fix
        );

    private static StatusProblem OfAudit(string trouble, AuditFailure onFailure) =>
        onFailure is AuditFailure.Refuse
            ? new(
                StatusProblem.Error,
                Audit,
                "The audit log cannot be written: calls that it records fail",
                $"{trouble}.",
                "Make room there, and let the gateway's user write it."
            )
            : new(
                StatusProblem.Warning,
                Audit,
                "The audit log cannot be written: its lines wait",
                $"{trouble}.",
                "Make room there, and let the gateway's user write it."
            );

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
