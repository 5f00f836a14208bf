using System.Diagnostics;
using System.Net.Http.Headers;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding;

/// <summary>Passes the trace on (W3C Trace Context) where spans go nowhere: the HTTP client would make one for each request that nobody reads.</summary>
internal sealed class TraceContextTransform : RequestTransform
{
    private static readonly DistributedContextPropagator Propagator = DistributedContextPropagator.Current;
    private static readonly string[] Fields = [.. Propagator.Fields];

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (Activity.Current is { } span)
        {
            var headers = context.ProxyRequest.Headers;
            Array.ForEach(Fields, field => headers.Remove(field));
            Propagator.Inject(span, headers, static (headers, name, value) => ((HttpRequestHeaders)headers!).TryAddWithoutValidation(name, value));
        }
        return default;
    }
}
