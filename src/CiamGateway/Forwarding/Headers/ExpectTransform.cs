using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Keeps a caller's <c>Expect: 100-continue</c> from the API: the gateway answers it itself, as soon as it reads the body. An API that
/// ignores the expectation would delay every such call by a second. <c>Expect</c> stays in the incoming request, where Kestrel looks for
/// it.
/// </summary>
internal sealed class ExpectTransform : RequestTransform
{
    /// <summary>The key of a route's <c>Metadata</c> with which the API itself is asked.</summary>
    public const string Key = "ForwardExpect";

    public static bool IsForwarded(RouteConfig route) =>
        route.Metadata?.GetValueOrDefault(Key) is { } value && bool.TryParse(value, out var forwarded) && forwarded;

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (context.HttpContext.Request.Headers.Expect.Count > 0)
        {
            context.ProxyRequest.Headers.Remove("Expect");
        }
        return default;
    }
}
