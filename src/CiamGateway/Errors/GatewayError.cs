using CiamGateway.Telemetry;

namespace CiamGateway.Errors;

/// <summary>
/// What went wrong with one request: the catalogue's entry and a sentence for the caller. What only operators may read belongs into the
/// log.
/// </summary>
/// <param name="ProxyError">An error type of RFC 9209 §2.3 more exact than the catalogue's.</param>
internal sealed record GatewayError(Problem Problem, string Detail, TimeSpan? RetryAfter = null, string? ProxyError = null)
{
    /// <summary>Whether the end of the request is unknown, or its rest may be too much to read.</summary>
    public bool ClosesConnection { get; init; }

    /// <summary>Notes the error for metrics, log and status.</summary>
    public void DescribeTo(RequestFacts facts) =>
        (facts.Error, facts.ErrorType, facts.Cause) = (Problem.Code, ProxyError ?? Problem.ProxyError, Detail);
}
