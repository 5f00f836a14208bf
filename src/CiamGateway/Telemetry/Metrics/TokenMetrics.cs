using Prometheus;

namespace CiamGateway.Telemetry.Metrics;

/// <summary>The metrics of access tokens and of the token endpoints that they come from.</summary>
internal sealed class TokenMetrics
{
    private readonly Counter _requests;
    private readonly Histogram _requestDuration;
    private readonly Counter _lookups;
    private readonly Gauge _expiresIn;
    private readonly Gauge _renewalOverdue;
    private readonly Gauge _scopeMissing;
    private readonly Gauge _circuitOpen;

    /// <param name="seconds">The buckets of durations.</param>
    public TokenMetrics(MetricFactory metrics, HistogramConfiguration seconds)
    {
        _requests = metrics.CreateCounter(
            "ciam_gateway_token_requests_total",
            "Requests to the token endpoint, retries included, by outcome.",
            "client",
            "scope",
            "outcome"
        );
        _requestDuration = metrics.CreateHistogram(
            "ciam_gateway_token_request_duration_seconds",
            "Time that one request to the token endpoint took.",
            ["client"],
            seconds
        );
        _lookups = metrics.CreateCounter(
            "ciam_gateway_token_lookups_total",
            "How requests came by their token: fresh, waited, stale or unavailable.",
            "client",
            "scope",
            "result"
        );
        _expiresIn = metrics.CreateGauge(
            "ciam_gateway_token_expires_in_seconds",
            "Seconds for which the current token is still valid; 0 where there is none.",
            "client",
            "scope"
        );
        _renewalOverdue = metrics.CreateGauge(
            "ciam_gateway_token_renewal_overdue_seconds",
            "Seconds since the current token should have been renewed; 0 where it need not be yet, or is fetched on demand only.",
            "client",
            "scope"
        );
        _scopeMissing = metrics.CreateGauge(
            "ciam_gateway_token_scope_missing",
            "How many parts of the requested scope the current token was not granted.",
            "client",
            "scope"
        );
        _circuitOpen = metrics.CreateGauge(
            "ciam_gateway_token_endpoint_circuit_open",
            "1 while the token client's circuit breaker keeps requests from the token endpoint.",
            "client"
        );
    }

    /// <summary>Raised after each token request, with whether it yielded a token.</summary>
    public event Action<bool>? RequestEnded;

    public void Requested(string client, string scope, string outcome, TimeSpan duration)
    {
        _requests.WithLabels(client, scope, outcome).Inc();
        _requestDuration.WithLabels(client).Observe(duration.TotalSeconds);
        RequestEnded?.Invoke(outcome is "granted" or "narrowed");
    }

    public TokenLookups LookupsOf(string client, string scope) => new(_lookups, client, scope);

    /// <summary>Shows the tokens that there are now; one that is gone leaves no series behind.</summary>
    public void Are(IEnumerable<TokenFacts> tokens)
    {
        var gone = _expiresIn.GetAllLabelValues().ToList();
        foreach (var token in tokens)
        {
            _expiresIn.WithLabels(token.Client, token.Scope).Set(token.Remaining.TotalSeconds);
            _renewalOverdue.WithLabels(token.Client, token.Scope).Set(token.Overdue.TotalSeconds);
            _scopeMissing.WithLabels(token.Client, token.Scope).Set(token.MissingScope.Count);
            gone.RemoveAll(labels => labels[0] == token.Client && labels[1] == token.Scope);
        }
        gone.ForEach(labels => Array.ForEach([_expiresIn, _renewalOverdue, _scopeMissing], gauge => gauge.RemoveLabelled(labels)));
    }

    /// <summary>Shows the circuit breakers that there are now.</summary>
    public void CircuitsAre(IEnumerable<(string Client, bool IsOpen)> circuits)
    {
        var gone = _circuitOpen.GetAllLabelValues().ToList();
        foreach (var (client, isOpen) in circuits)
        {
            _circuitOpen.WithLabels(client).Set(isOpen ? 1 : 0);
            gone.RemoveAll(labels => labels[0] == client);
        }
        gone.ForEach(labels => _circuitOpen.RemoveLabelled(labels));
    }
}

/// <summary>
/// Counts how requests came by the tokens of one slot; its series are looked up once, since this is on every request's way.
/// </summary>
internal sealed class TokenLookups(Counter lookups, string client, string scope)
{
    private readonly Counter.Child _fresh = lookups.WithLabels(client, scope, "fresh");
    private readonly Counter.Child _waited = lookups.WithLabels(client, scope, "waited");
    private readonly Counter.Child _stale = lookups.WithLabels(client, scope, "stale");
    private readonly Counter.Child _unavailable = lookups.WithLabels(client, scope, "unavailable");

    /// <summary>The token was there.</summary>
    public void Fresh() => _fresh.Inc();

    /// <summary>The request waited for a new token.</summary>
    /// <param name="isServed">Whether it went out with a token, be it the old one.</param>
    public void Waited(bool gotNew, bool isServed) =>
        (
            gotNew ? _waited
            : isServed ? _stale
            : _unavailable
        ).Inc();
}
