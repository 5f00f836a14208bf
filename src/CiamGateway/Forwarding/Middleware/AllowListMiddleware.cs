using CiamGateway.Errors;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Forwarding.Targets;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Middleware;

/// <summary>The routes are an allow-list: answers for paths and methods that are not on it.</summary>
internal sealed class AllowListMiddleware(RequestDelegate next, DoubtfulTargets doubtful, EmptyParameters emptyParameters)
{
    public Task InvokeAsync(HttpContext context) =>
        context.GetEndpoint() switch
        {
            DoubtfulEndpoint { Found: var found } => JudgeAsync(context, found),
            var endpoint => ServeAsync(context, endpoint),
        };

    private async Task JudgeAsync(HttpContext context, Endpoint? found)
    {
        if (await doubtful.RefusalAsync(context, found) is { } error)
        {
            context.Fail(error);
            return;
        }
        context.SetEndpoint(found);
        await ServeAsync(context, found);
    }

    private Task ServeAsync(HttpContext context, Endpoint? endpoint)
    {
        if (endpoint is null)
        {
            context.Fail(new GatewayError(Problems.RouteNotFound, "The gateway serves listed paths only, and this is none of them."));
            return Task.CompletedTask;
        }
        if (
            endpoint is RouteEndpoint { RoutePattern: var pattern }
            && !RouteLiterals.AreIn(context.Request.Path, pattern, context.Request.RouteValues)
        )
        {
            context.Fail(
                new GatewayError(
                    Problems.RequestTargetRefused,
                    $"The path differs from '{pattern.RawText}' in upper and lower case. Nothing was sent to the API."
                )
            );
            return Task.CompletedTask;
        }
        if (endpoint.Metadata.GetMetadata<RouteModel>() is not { } route)
        {
            return RefuseAsync(context, endpoint);
        }
        if (UnservedMethod.Fault(context) is { } fault)
        {
            context.Response.Headers.Allow = UnservedMethod.AllowedBy(route.Config);
            context.Fail(new GatewayError(Problems.MethodNotAllowed, $"{fault}. Nothing was sent to the API."));
            return Task.CompletedTask;
        }
        if (RouteBodySize.IsExceededBy(context, route.Config))
        {
            context.Fail(
                new GatewayError(
                    Problems.RequestTooLarge,
                    "The request body is larger than this gateway forwards. Nothing was sent to the API."
                )
                {
                    ClosesConnection = true,
                }
            );
            return Task.CompletedTask;
        }
        if (MaxForwards.Answers(context, route.Config))
        {
            return Task.CompletedTask;
        }
        return EmptyParameters.MayBeIn(context.Request.Path) ? JudgeSlashAsync(context, route.Config) : next(context);
    }

    private async Task JudgeSlashAsync(HttpContext context, RouteConfig route)
    {
        if (await emptyParameters.RefusalAsync(context, route) is { } error)
        {
            context.Fail(error);
            return;
        }
        await next(context);
    }

    /// <summary>For routing's own endpoint, which names the methods of a path.</summary>
    /// <remarks>It is run here: behind this stage it would take a share of its caller's limit.</remarks>
    private static async Task RefuseAsync(HttpContext context, Endpoint endpoint)
    {
        await (endpoint.RequestDelegate?.Invoke(context) ?? Task.CompletedTask);
        if (context.Response.StatusCode is StatusCodes.Status405MethodNotAllowed)
        {
            context.Fail(new GatewayError(Problems.MethodNotAllowed, $"This path is served for {context.Response.Headers.Allow} only."));
        }
    }
}

/// <summary>Judges methods that must not reach an API, also on routes that take any.</summary>
internal static class UnservedMethod
{
    public const string FaultOfTrace = "TRACE is never forwarded, since the API would answer with the access token (RFC 9110 §9.3.8)";

    /// <summary>What a route without methods of its own serves.</summary>
    private static readonly string[] Others = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    /// <returns>The value of an <c>Allow</c> header.</returns>
    public static string AllowedBy(RouteConfig route) =>
        string.Join(", ", route.Match.Methods is { Count: > 0 } methods ? methods : Others);

    /// <returns>What is wrong with the request's method; null if it may be forwarded.</returns>
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
