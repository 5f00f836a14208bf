using CiamGateway.Configuration;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding;

/// <summary>Withholds behind the API's answer what must not stand before it.</summary>
internal sealed class ResponseTrailerTransform(ConfigurationInForce configuration) : ResponseTrailersTransform
{
    public override ValueTask ApplyAsync(ResponseTrailersTransformContext context)
    {
        if (context is { ProxyResponse: { } answer, HttpContext: var called } && called.Features.Get<IHttpResponseTrailersFeature>() is { Trailers: var trailers })
        {
            ResponseHeaderTransform.Withhold(answer.TrailingHeaders, configuration.Current.ResponseHeaders, trailers);
        }
        return default;
    }
}
