using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding;

/// <summary>Leaves behind what a caller proves itself with to the gateway.</summary>
internal sealed class CallerCredentialsTransform : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var headers = context.ProxyRequest.Headers;
        headers.Remove("Authorization");
        headers.Remove("Proxy-Authorization");
        headers.Remove("X-Api-Key");
        return default;
    }
}
