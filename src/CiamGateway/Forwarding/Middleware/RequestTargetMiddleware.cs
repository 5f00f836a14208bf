using CiamGateway.Errors;
using CiamGateway.Forwarding.Targets;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace CiamGateway.Forwarding.Middleware;

/// <summary>
/// Lets only requests through whose length, method, target and protocol mean the same to the routes and to the API, before any route is
/// looked for.
/// </summary>
internal sealed class RequestTargetMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Fault(context) is not { } error)
        {
            return next(context);
        }
        context.Fail(error);
        return Task.CompletedTask;
    }

    private static GatewayError? Fault(HttpContext context)
    {
        if (RequestFraming.Fault(context.Request) is { } framing)
        {
            return framing;
        }
        if (context.Request.Method.AsSpan().ContainsAnyInRange('a', 'z'))
        {
            return Refused("Methods are written in capital letters (RFC 9110 §9.1)");
        }
        if (FaultOfHandshake(context) is { } handshake)
        {
            return Refused(handshake);
        }
        return FaultOfTarget(context) is { } fault ? Refused($"The request target {fault}") : null;
    }

    private static string? FaultOfTarget(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        if (TargetForm.Fault(context, request) is { } form)
        {
            return form;
        }
        if (RequestTarget.Fault(request.RawTarget) is null)
        {
            return null;
        }
        // Only the matched route can allow what remains: AllowListMiddleware decides.
        RequestFacts.Of(context).HasDoubtfulTarget = true;
        return RequestTarget.Fault(request.RawTarget, PathAllowance.Utmost)?.Text;
    }

    /// <summary>
    /// YARP sends a handshake for these protocols as GET, whatever its method. Some servers treat one without a key as an ordinary request.
    /// </summary>
    private static string? FaultOfHandshake(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.Upgrade.Count == 0 || context.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true })
        {
            return null;
        }
        var protocol = headers.Upgrade.ToString();
        var isWebSocket = protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase);
        if (!isWebSocket && !protocol.StartsWith("SPDY/", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        return !HttpMethods.IsGet(context.Request.Method) ? "A handshake for WebSocket or SPDY has the method GET (RFC 6455 §4.1)"
            : isWebSocket && !IsKey(headers.SecWebSocketKey) ? "A WebSocket handshake has a Sec-WebSocket-Key of 16 bytes (RFC 6455 §4.1)"
            : null;
    }

    private static bool IsKey(StringValues header) =>
        header is [{ Length: 24 } key] && Convert.TryFromBase64String(key, stackalloc byte[16], out var length) && length == 16;

    private static GatewayError Refused(string fault) => new(Problems.RequestTargetRefused, $"{fault}. Nothing was sent to the API.");
}
