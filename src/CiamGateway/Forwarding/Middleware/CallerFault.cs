using CiamGateway.Errors;
using CiamGateway.Listening;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding.Middleware;

/// <summary>Failures that YARP reports and that are the request's own fault, some of which it would blame on the destination.</summary>
internal static class CallerFault
{
    /// <returns>The answer; null if the request is not to blame.</returns>
    public static GatewayError? Of(IForwarderErrorFeature failure, HttpContext context) =>
        failure.Error switch
        {
            ForwarderError.Request when IsUnsendable(failure.Exception) => new GatewayError(
                Problems.RequestHeadersTooLarge,
                "The request's headers are larger than the API's server accepts. Nothing was sent to the API."
            ),
            ForwarderError.RequestTimedOut when RequestBody.Of(context) is { IsWaiting: true } => TooSlow,
            ForwarderError.RequestBodyClient => OfBody(context.Response.StatusCode, failure.Exception),
            _ => null,
        };

    private static GatewayError TooSlow =>
        new(
            Problems.RequestTimeout,
            "The caller sent nothing more of the body for longer than the cluster's HttpRequest:ActivityTimeout. "
                + "The API may have seen the beginning."
        )
        {
            ClosesConnection = true,
        };

    private static GatewayError OfBody(int status, Exception? exception) =>
        status switch
        {
            StatusCodes.Status413PayloadTooLarge => new GatewayError(
                Problems.RequestTooLarge,
                "The request body is larger than this gateway forwards."
            )
            {
                ClosesConnection = true,
            },
            StatusCodes.Status408RequestTimeout when IsOfListener(exception) => new GatewayError(
                Problems.RequestTimeout,
                "The request body came more slowly than Gateway:Limits:MinRequestBodyDataRate allows. The API may have seen the beginning."
            )
            {
                ClosesConnection = true,
            },
            StatusCodes.Status408RequestTimeout => TooSlow,
            _ => new GatewayError(Problems.RequestUnreadable, "The request body broke off, or is not framed as HTTP requires.")
            {
                ClosesConnection = true,
            },
        };

    private static bool IsOfListener(Exception? exception) =>
        exception switch
        {
            AggregateException several => several.InnerExceptions.Any(IsOfListener),
            _ => exception is BadHttpRequestException,
        };

    /// <summary>
    /// The HTTP client gives no reason and no inner exception if it could not write the request's head: with headers passed byte for byte,
    /// that is a head over the size that an API's server announces over HTTP/2 (SETTINGS_MAX_HEADER_LIST_SIZE).
    /// </summary>
    private static bool IsUnsendable(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: null };
}
