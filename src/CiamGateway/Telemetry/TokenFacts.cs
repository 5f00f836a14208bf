namespace CiamGateway.Telemetry;

/// <summary>What the metrics tell of one token.</summary>
/// <param name="Overdue">The time since it should have been renewed.</param>
/// <param name="MissingScope">What was asked for and not granted.</param>
internal readonly record struct TokenFacts(
    string Client,
    string Scope,
    TimeSpan Remaining,
    TimeSpan Overdue,
    IReadOnlyList<string> MissingScope
);
