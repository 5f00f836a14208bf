using CiamGateway.Errors;

namespace CiamGateway.Forwarding.Upstream;

/// <summary>Judges what a request says of its body: where it ends, and what is expected before it is sent.</summary>
internal static class RequestFraming
{
    /// <summary>Where Kestrel keeps the Content-Length of a request that also had a Transfer-Encoding.</summary>
    private const string OverriddenContentLength = "X-Content-Length";

    private const string Expectation = "100-continue";

    /// <returns>Why the request must not be served; null if there is nothing wrong. What follows it on the connection is not a request
    /// then.</returns>
    public static GatewayError? Fault(HttpRequest request)
    {
        var isHttp10 = HttpProtocol.IsHttp10(request.Protocol);
        return request.Headers switch
        {
            { TransferEncoding.Count: > 0 } when isHttp10 => new GatewayError(
                Problems.RequestUnreadable,
                "HTTP/1.0 has no Transfer-Encoding, so the end of the body is not known (RFC 9112 §6.1). "
                    + "Send a Content-Length, or HTTP/1.1. Nothing was sent to the API."
            )
            {
                ClosesConnection = true,
            },
            { TransferEncoding.Count: > 0 } headers when IsAmbiguous(headers) => new GatewayError(
                Problems.RequestUnreadable,
                "The length of the body is given twice, or in a coding other than 'chunked'. Nothing was sent to the API."
            )
            {
                ClosesConnection = true,
            },
            { Expect.Count: > 0 } headers when !isHttp10 && !IsKnownExpectation(headers.Expect.ToString()) => new GatewayError(
                Problems.ExpectationFailed,
                "The Expect header asks for something other than 100-continue (RFC 9110 §10.1.1). Nothing was sent to the API."
            ),
            _ => null,
        };
    }

    /// <summary>RFC 9112 §6.1 lets a server process such a request; a server before this one may have read another end of it.</summary>
    private static bool IsAmbiguous(IHeaderDictionary headers) =>
        !headers.TransferEncoding.ToString().Equals("chunked", StringComparison.OrdinalIgnoreCase)
        || headers.ContainsKey(OverriddenContentLength);

    private static bool IsKnownExpectation(string expectations) =>
        expectations
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(expectation => expectation.Equals(Expectation, StringComparison.OrdinalIgnoreCase));
}
