using CiamGateway.Forwarding.AccessTokens;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>
/// Replaces the transform that attaches the access token: chooses the token in the same way, requests none, and writes asterisks.
/// </summary>
internal sealed class HiddenTokenTransform(AccessTokenTransform transform, CurrentConfiguration configuration) : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var attached = transform.For(context.HttpContext);
        var isBound = configuration.Current.Options.TokenClients[attached.Source.Request.Client].DPoP;
        var headers = context.ProxyRequest.Headers;
        attached.Header.AddRedacted(headers, isBound ? "DPoP" : "Bearer");
        if (isBound)
        {
            headers.TryAddWithoutValidation("DPoP", "***");
        }
        return default;
    }
}
