using CiamGateway.Audit;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Management.Status;

/// <summary>Finds in a status what an operator should know first, errors before warnings.</summary>
internal static class ProblemSearch
{
    private const string Token = "token";
    private const string Endpoint = "endpoint";
    private const string Configuration = "configuration";
    private const string Destination = "destination";
    private const string SharedCache = "sharedCache";
    private const string Audit = "audit";
    private const string Certificate = "certificate";

    public static IReadOnlyList<StatusProblem> In(
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
            .. tokens
                .SelectMany(OfToken)
                .Concat(destinations.GroupBy(destination => destination.Cluster).SelectMany(OfCluster))
                .Concat(OfReload(configuration))
                .Concat(
                    clients
                        .Where(client =>
                            client.Circuit == "open" && !tokens.Any(token => token.Trouble is not null && token.Client == client.Name)
                        )
                        .Select(OfCircuit)
                )
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

    private static IEnumerable<StatusProblem> OfToken(TokenStatus token)
    {
        if (token.IsWanting)
        {
            yield return new(
                StatusProblem.Error,
                Token,
                $"No token for {NameOf(token)}: {Count(token.Routes.Count, "route fails", "routes fail")}",
                token.Trouble?.Cause ?? "It is being asked for.",
                token.Trouble?.Fix ?? "Wait a moment."
            );
        }
        else if (token is { IsDegraded: true, Trouble: { } trouble })
        {
            yield return new(
                StatusProblem.Warning,
                Token,
                $"The token for {NameOf(token)} cannot be renewed",
                trouble.Cause,
                $"{trouble.Fix} The old token serves until it expires."
            );
        }
        if (!token.IsWanting && token.MissingScope.Count > 0)
        {
            var missing = string.Join(' ', token.MissingScope);
            yield return new(
                StatusProblem.Warning,
                Token,
                $"Less scope is granted than asked for: {missing} is missing from {NameOf(token)}",
                $"The authorization server granted token client '{token.Client}' only '{token.GrantedScope}'. "
                    + "Calls that need more are refused by the API.",
                $"Have '{missing}' granted to the client, then refresh the token here; or shorten the route's Scope."
            );
        }
    }

    private static IEnumerable<StatusProblem> OfCluster(IGrouping<string, DestinationStatus> cluster)
    {
        var isDown = cluster.All(destination => destination.State == "unhealthy");
        return cluster
            .Where(destination => destination.State == "unhealthy")
            .Select(destination => new StatusProblem(
                isDown ? StatusProblem.Error : StatusProblem.Warning,
                Destination,
                $"Destination '{destination.Name}' of cluster '{destination.Cluster}' is in trouble",
                destination.Trouble ?? "Its health checks say that it is unhealthy.",
                $"Check that {destination.Address} runs and can be reached from here, or correct its Address."
            ));
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

    private static StatusProblem OfCircuit(TokenClientStatus client) =>
        new(
            StatusProblem.Warning,
            Endpoint,
            $"The token endpoint of '{client.Name}' is left alone",
            "It failed too often, and its circuit breaker is open.",
            $"Check that {client.Server} runs. The breaker closes by itself."
        );

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

    private static string NameOf(TokenStatus token)
    {
        var resource = token.Resource is null ? "" : $" and resource '{token.Resource}'";
        return $"{(token.HasScope ? $"scope '{token.Scope}'" : "no scope")}{resource} of client '{token.Client}'";
    }

    private static string Count(int count, string one, string many) => count == 1 ? $"1 {one}" : $"{count} {many}";
}
