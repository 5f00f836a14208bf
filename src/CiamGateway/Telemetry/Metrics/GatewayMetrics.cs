using System.Collections.Concurrent;
using System.Reflection;
using Prometheus;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>Every instrument of the gateway, as verbs.</summary>
internal sealed class GatewayMetrics
{
    private static readonly HistogramConfiguration Seconds = new()
    {
        Buckets = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30],
        ExemplarBehavior = WithTraceId,
    };
    private static readonly CounterConfiguration Traced = new() { ExemplarBehavior = WithTraceId };

    private readonly ConcurrentQueue<Action> _updates = [];
    private readonly Lazy<CollectorRegistry> _exposed;
    private readonly AnsweredRequests _answered;
    private readonly Gauge _requestsInProgress;
    private readonly Counter _errors;
    private readonly Gauge _routesDown;
    private readonly Counter _upstreamUnauthorized;
    private readonly Counter _callerRejections;
    private readonly Counter _passwordChecks;
    private readonly Gauge _passwordsWaiting;
    private readonly Counter _endedCalls;
    private readonly Counter _badRequests;
    private readonly Counter _connectionsRefused;
    private readonly Counter _logLinesOmitted;
    private readonly Counter _logLinesLost;
    private readonly Gauge _strangerConnections;
    private readonly Counter _sharedCacheOperations;
    private readonly Gauge _sharedCacheUp;
    private readonly Counter _connectionEvents;
    private readonly Counter _auditLines;

    public GatewayMetrics()
    {
        var registry = Prometheus.Metrics.NewCustomRegistry();
        _exposed = new Lazy<CollectorRegistry>(() => WithUpdates(registry));
        var metrics = Prometheus.Metrics.WithCustomRegistry(registry);
        metrics.ExemplarBehavior = ExemplarBehavior.NoExemplars();
        _answered = new AnsweredRequests(
            metrics.CreateCounter(
                "ciam_gateway_requests_total",
                "Requests answered, by route (none: no route matched), method, status code and caller.",
                "route",
                "method",
                "code",
                "caller"
            ),
            metrics.CreateHistogram(
                "ciam_gateway_request_duration_seconds",
                "Time from the request's arrival to the end of its answer.",
                ["route"],
                Seconds
            )
        );
        _requestsInProgress = metrics.CreateGauge("ciam_gateway_requests_in_progress", "Requests that are under way.");
        _errors = metrics.CreateCounter(
            "ciam_gateway_errors_total",
            "Errors that the gateway itself answered, or that broke off an answer, by route and error code.",
            ["route", "code"],
            Traced
        );
        Tokens = new TokenMetrics(metrics, Seconds);
        _routesDown = metrics.CreateGauge("ciam_gateway_routes_down", "Routes on which calls fail, since their access token is not there.");
        _upstreamUnauthorized = metrics.CreateCounter(
            "ciam_gateway_upstream_unauthorized_total",
            "Answers of the API with 401, by what was done: the call replayed, or the answer passed_on to the caller.",
            "route",
            "action"
        );
        _callerRejections = metrics.CreateCounter(
            "ciam_gateway_caller_rejections_total",
            "Requests refused because of who calls, by reason.",
            "reason"
        );
        _passwordChecks = metrics.CreateCounter(
            "ciam_gateway_password_checks_total",
            "Passwords that were checked against the callers' hashes, by result: right, wrong, or refused since too many waited.",
            "result"
        );
        Array.ForEach(["right", "wrong", "refused"], result => _passwordChecks.WithLabels(result).Publish());
        _passwordsWaiting = metrics.CreateGauge("ciam_gateway_password_checks_waiting", "Passwords that wait to be checked.");
        _endedCalls = metrics.CreateCounter(
            "ciam_gateway_ended_calls_total",
            "Open calls that a changed configuration ended, by what it took away from them.",
            "reason"
        );
        _badRequests = metrics.CreateCounter(
            "ciam_gateway_bad_requests_total",
            "Requests that the listener refused before any route was looked for, by reason.",
            "reason"
        );
        _connectionsRefused = metrics.CreateCounter(
            "ciam_gateway_connections_refused_total",
            "Connections refused or closed because of a limit on strangers, by reason.",
            "reason"
        );
        _strangerConnections = metrics.CreateGauge("ciam_gateway_stranger_connections", "Connections without an authenticated caller.");
        _logLinesOmitted = metrics.CreateCounter(
            "ciam_gateway_log_lines_omitted_total",
            "Warnings and errors of the server that are not in the log, since they repeat themselves."
        );
        _logLinesLost = metrics.CreateCounter(
            "ciam_gateway_log_lines_lost_total",
            "Lines of the log that were dropped, since standard error was not read or could not be written."
        );
        _sharedCacheOperations = metrics.CreateCounter(
            "ciam_gateway_shared_cache_operations_total",
            "Operations on the cache that replicas share, by outcome.",
            "operation",
            "outcome"
        );
        _sharedCacheUp = metrics.CreateGauge(
            "ciam_gateway_shared_cache_up",
            "Whether the cache that replicas share works; absent where there is none.",
            new GaugeConfiguration { SuppressInitialValue = true }
        );
        _connectionEvents = metrics.CreateCounter(
            "ciam_gateway_connection_events_total",
            "Times that the network made the gateway use another address or connection, or send a request again.",
            "kind",
            "name",
            "event"
        );
        Configuration = new ConfigurationMetrics(metrics);
        Certificates = new CertificateExpirations(metrics);
        _auditLines = metrics.CreateCounter(
            "ciam_gateway_audit_lines_total",
            "Lines of the audit log, by outcome: written, failed (counted each time, and tried again), lost, "
                + "or summarized (refused calls of strangers).",
            "outcome"
        );
        Array.ForEach(["written", "failed", "lost", "summarized"], outcome => _auditLines.WithLabels(outcome).Publish());
        metrics.CreateGauge("ciam_gateway_build_info", "The version that runs; always 1.", "version").WithLabels(Version).Set(1);
    }

    /// <summary>An example from time to time is enough to find a trace.</summary>
    private static ExemplarBehavior WithTraceId =>
        new() { DefaultExemplarProvider = (_, _) => Exemplar.FromTraceContext(), NewExemplarMinInterval = TimeSpan.FromSeconds(1) };

    public static string Version { get; } =
        typeof(GatewayMetrics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public TokenMetrics Tokens { get; }

    public ConfigurationMetrics Configuration { get; }

    public CertificateExpirations Certificates { get; }

    /// <summary>What <c>/metrics</c> shows.</summary>
    public CollectorRegistry Registry => _exposed.Value;

    /// <summary>One request more under way, until what is returned is disposed of.</summary>
    public IDisposable RequestArrived() => _requestsInProgress.TrackInProgress();

    public void RequestAnswered(string route, string method, int status, string caller, TimeSpan duration) =>
        _answered.Add(route, method, status, caller, duration);

    public void ErrorAnswered(string route, string code) => _errors.WithLabels(route, code).Inc();

    public void RoutesAreDown(int count) => _routesDown.Set(count);

    public void UpstreamUnauthorized(string route, string action) => _upstreamUnauthorized.WithLabels(route, action).Inc();

    public void CallerRejected(string reason) => _callerRejections.WithLabels(reason).Inc();

    /// <param name="result">A fixed word.</param>
    public void PasswordChecked(string result) => _passwordChecks.WithLabels(result).Inc();

    /// <param name="reason">A fixed word.</param>
    public void CallEnded(string reason) => _endedCalls.WithLabels(reason).Inc();

    public void PasswordsWait(int count) => _passwordsWaiting.Set(count);

    /// <param name="reason">A fixed word.</param>
    public void RequestRejected(string reason) => _badRequests.WithLabels(reason).Inc();

    /// <param name="reason">A fixed word.</param>
    public void ConnectionsRefused(string reason, int count)
    {
        if (count > 0)
        {
            _connectionsRefused.WithLabels(reason).Inc(count);
        }
    }

    public void LogLinesOmitted(int count) => _logLinesOmitted.Inc(count);

    public void LogLinesLost(int count) => _logLinesLost.Inc(count);

    public void StrangersAre(int connections) => _strangerConnections.Set(connections);

    public void SharedCacheUsed(string operation, string outcome) => _sharedCacheOperations.WithLabels(operation, outcome).Inc();

    public void ConnectionEvent(string kind, string name, string what) => _connectionEvents.WithLabels(kind, name, what).Inc();

    /// <summary>Shows how the shared cache does.</summary>
    /// <param name="works">Null if there is none.</param>
    public void SharedCacheIs(bool? works)
    {
        if (works is { } up)
        {
            _sharedCacheUp.Set(up ? 1 : 0);
        }
        else
        {
            _sharedCacheUp.Unpublish();
        }
    }

    public void AuditLines(string outcome, int count) => _auditLines.WithLabels(outcome).Inc(count);

    /// <summary>Updates gauges that depend on the clock before each scrape.</summary>
    public void BeforeScrape(Action update) => _updates.Enqueue(update);

    /// <summary>
    /// A callback of a registry is kept, with everything that it references, for as long as its thread lives. So only metrics that are
    /// scraped get one: every reload creates some that are not.
    /// </summary>
    private CollectorRegistry WithUpdates(CollectorRegistry registry)
    {
        registry.AddBeforeCollectCallback(() =>
        {
            foreach (var update in _updates)
            {
                update();
            }
        });
        return registry;
    }
}
