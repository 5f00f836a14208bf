using Prometheus;

namespace CiamGateway.Telemetry.Metrics;

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
