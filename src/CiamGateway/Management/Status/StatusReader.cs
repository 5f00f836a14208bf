using System.Diagnostics;
using CiamGateway.Audit;
using CiamGateway.Connections;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens.Endpoint;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CiamGateway.Management.Status;

/// <summary>Looks at every part of the gateway and tells how it does; changes nothing.</summary>
internal sealed class StatusReader(
    HealthCheckService health,
    Draining draining,
    CurrentConfiguration configuration,
    ConfigurationHistory history,
    CurrentRoutes routes,
    CurrentDestinations destinations,
    TokenEndpoints endpoints,
    RecentTraffic traffic,
    SharedCacheState sharedCache,
    ConnectionEvents connections,
    AuditLog audit,
    TimeProvider clock
)
{
    private readonly DateTimeOffset _started = new(Process.GetCurrentProcess().StartTime.ToUniversalTime(), TimeSpan.Zero);

    public async Task<StatusReport> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var wanted = WantedToken.AllOf(routes);
        var tokens = wanted.ToDictionary(token => token.Request, token => TokenStatus.Of(token, now));
        var clients = endpoints.InUse.Select(TokenClientStatus.Of).OrderBy(client => client.Name, StringComparer.Ordinal).ToList();
        var servers = destinations.All.Select(DestinationStatus.Of).ToList();
        var standing = ConfigurationStatus.Of(history.Current) with { Files = configuration.Current.ReadFiles };
        var cache = sharedCache.Current;
        var called = routes.All.Select(route => Called(route, tokens)).ToList();
        var failing = FailingCalls.In(called, now);
        var (minute, hour) = (traffic.OfAll(), traffic.OfHour());
        var calls = CallsVerdict.Of(failing, minute, hour);
        var served = routes
            .All.Zip(called)
            .Select(route =>
                RouteStatus.Of(
                    route.First,
                    tokens,
                    configuration.Current.Access,
                    Traffic(traffic.OfRoute(route.First.Name)),
                    CallsStatus.Of(route.Second.Condition)
                )
            )
            .ToList();
        var certificates = configuration.Current.Certificates.Select(certificate => CertificateStatus.Of(certificate, now)).ToList();
        var problems = ProblemSearch.In(
            failing,
            [.. tokens.Values],
            clients,
            servers,
            standing,
            cache,
            certificates,
            audit.Trouble,
            configuration.Current.Audit.OnFailure
        );
        var verdict = Verdict.Of(
            await health.CheckHealthAsync(cancellationToken),
            draining.HasBegun,
            calls,
            [.. tokens.Values],
            served.Count,
            calls.Problem is { } suspicion ? [suspicion, .. problems] : problems,
            RecoveryStatus.Of(called)
        );
        return new StatusReport(
            verdict,
            now,
            new ProcessStatus(GatewayMetrics.Version, Environment.MachineName, _started, Math.Round((now - _started).TotalSeconds)),
            standing,
            Traffic(minute),
            HourStatus.Of(hour),
            [.. tokens.Values],
            clients,
            served,
            servers,
            [.. connections.Current.Select(ConnectionStatus.Of)],
            cache,
            certificates
        );
    }

    private FailingRoute Called(CurrentRoute route, Dictionary<TokenRequest, TokenStatus> tokens)
    {
        var called = new FailingRoute(route.Name, route.Listed.Cluster, route.Listed.TokenClient, traffic.ConditionOf(route.Name));
        var isTokenBack = route.Tokens.All(token => tokens.GetValueOrDefault(token.Request) is not { IsWanting: true });
        return called.Condition.Fails && called.Failure.Outcome is CallOutcome.NoToken && isTokenBack
            ? called with
            {
                Condition = called.Condition.Forgiven,
            }
            : called;
    }

    private TrafficStatus Traffic(TrafficTotals totals) => TrafficStatus.Of(totals, traffic.Covered);
}
