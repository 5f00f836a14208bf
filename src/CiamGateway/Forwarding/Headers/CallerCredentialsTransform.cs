using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Headers;

/// <summary>Leaves behind what a caller proves itself with to the gateway.</summary>
internal sealed class CallerCredentialsTransform : RequestTransform
{
    /// <summary>The header with an API key.</summary>
    public const string ApiKeyHeader = "X-Api-Key";

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var headers = context.ProxyRequest.Headers;
        // Not by name, which the HTTP client would look up.
        headers.Authorization = null;
        headers.ProxyAuthorization = null;
        headers.Remove(ApiKeyHeader);
        return default;
    }
}
