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

/// <summary>An entry of the catalogue: a failure that the gateway itself answers for.</summary>
/// <param name="Code">The stable name that callers may switch on.</param>
/// <param name="ProxyError">The error type of RFC 9209 §2.3 for the <c>Proxy-Status</c> header.</param>
internal sealed record Problem(string Code, int Status, string Title, string ProxyError);

/// <summary>How the stages of a request hand their failure to the <see cref="ErrorWriter"/>.</summary>
internal static class GatewayErrorExtensions
{
    /// <summary>
    /// Marks the request as failed. The status is set at once, since YARP stops forwarding on any but 200; the body follows when the
    /// pipeline unwinds.
    /// </summary>
    public static void Fail(this HttpContext context, GatewayError error)
    {
        context.Response.StatusCode = error.Problem.Status;
        context.Features.Set(error);
    }

    /// <remarks>
    /// The status comes first, since looking for a feature that is not there takes longest, and most requests do not fail.
    /// </remarks>
    public static GatewayError? GetGatewayError(this HttpContext context) =>
        context.Response.StatusCode >= StatusCodes.Status400BadRequest ? context.Features.Get<GatewayError>() : null;
}
