using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding;

/// <summary>Leaves behind what a caller proves itself with to the gateway.</summary>
internal sealed class CallerCredentialsTransform : RequestTransform
{
    /// <summary>The header with an API key.</summary>
    public const string ApiKeyHeader = "X-Api-Key";

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var headers = context.ProxyRequest.Headers;
        headers.Remove("Authorization");
        headers.Remove("Proxy-Authorization");
        headers.Remove(ApiKeyHeader);
        return default;
    }
}
