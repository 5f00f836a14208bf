using System.Diagnostics;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Passes the trace on (W3C Trace Context) where spans go nowhere: the HTTP client would make a span for each request, which is exported to
/// no one.
/// </summary>
internal sealed class TraceContextTransform : RequestTransform
{
    private const string Parent = "traceparent";
    private const string State = "tracestate";

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (Activity.Current is { } span)
        {
            var headers = context.ProxyRequest.Headers;
            if (context.HttpContext.Request.Headers is { TraceParent.Count: > 0 } or { TraceState.Count: > 0 })
            {
                headers.Remove(Parent);
                headers.Remove(State);
            }
            headers.TryAddWithoutValidation(Parent, span.Id);
            if (span.TraceStateString is { } state)
            {
                headers.TryAddWithoutValidation(State, state);
            }
        }
        return default;
    }
}
