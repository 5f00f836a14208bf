using System.Globalization;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Middleware;

/// <summary><c>Max-Forwards</c> of OPTIONS (RFC 9110 §7.6.2). TRACE, which may have it too, is never forwarded.</summary>
internal static class MaxForwards
{
    private const string Header = "Max-Forwards";

    /// <summary>Answers a request that must not be forwarded any further.</summary>
    /// <returns>Whether the request was answered.</returns>
    public static bool Answers(HttpContext context, RouteConfig route)
    {
        if (Of(context.Request) is not 0)
        {
            return false;
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = UnservedMethod.AllowedBy(route);
        return true;
    }

    /// <summary>Counts the gateway itself.</summary>
    public static void Decrement(HttpRequest request)
    {
        if (Of(request) is > 0 and var left)
        {
            request.Headers[Header] = (left - 1).ToString(CultureInfo.InvariantCulture);
        }
    }

    /// <returns>Null if the request has no number there, or is none that the number holds for.</returns>
    private static int? Of(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method)
        && request.Headers.TryGetValue(Header, out var values)
        && int.TryParse(values.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var left)
            ? left
            : null;
}
