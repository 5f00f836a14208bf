using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Middleware;

/// <summary>Judges methods that must not reach an API, also on routes that take any.</summary>
internal static class UnservedMethod
{
    public const string FaultOfTrace = "TRACE is never forwarded, since the API would answer with the access token (RFC 9110 §9.3.8)";

    /// <summary>What a route without methods of its own serves.</summary>
    private static readonly string[] Others = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    /// <returns>The value of an <c>Allow</c> header.</returns>
    public static string AllowedBy(RouteConfig route) =>
        string.Join(", ", route.Match.Methods is { Count: > 0 } methods ? methods : Others);

    /// <returns>What is wrong with the request's method; nothing where it may be forwarded.</returns>
    public static string? Fault(HttpContext context) =>
        context.Request.Method switch
        {
            var method when HttpMethods.IsTrace(method) => FaultOfTrace,
            var method when HttpMethods.IsConnect(method) && !OpensWebSocket(context) =>
                "CONNECT is forwarded for WebSockets over HTTP/2 only",
            _ => null,
        };

    /// <summary>RFC 8441 §4.</summary>
    private static bool OpensWebSocket(HttpContext context) =>
        context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true, Protocol: var protocol }
        && "websocket".Equals(protocol, StringComparison.OrdinalIgnoreCase);
}
