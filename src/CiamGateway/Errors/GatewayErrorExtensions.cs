namespace CiamGateway.Errors;

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
