using CiamGateway.Errors;
using CiamGateway.Forwarding.Targets;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;

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
        if (IsHandshakeWithoutKey(context))
        {
            return Refused("A WebSocket handshake has a Sec-WebSocket-Key of 16 bytes (RFC 6455 §4.1)");
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

    /// <summary>Some servers treat a handshake without a key as an ordinary request.</summary>
    private static bool IsHandshakeWithoutKey(HttpContext context)
    {
        var headers = context.Request.Headers;
        return headers.Upgrade is [{ } protocol]
            && protocol.Equals("websocket", StringComparison.OrdinalIgnoreCase)
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
            && !(
                headers.SecWebSocketKey is [{ Length: 24 } key]
                && Convert.TryFromBase64String(key, stackalloc byte[16], out var length)
                && length == 16
            );
    }

    private static GatewayError Refused(string fault) => new(Problems.RequestTargetRefused, $"{fault}. Nothing was sent to the API.");
}
