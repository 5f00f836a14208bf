using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Headers;

/// <summary>Passes on the trailers of the API's answer, except fields that are withheld as headers too.</summary>
/// <param name="copies">Whether the route passes the API's trailers on; otherwise its own transforms have chosen some.</param>
internal sealed class ResponseTrailerTransform(CurrentConfiguration configuration, bool copies) : ResponseTrailersTransform
{
    public override ValueTask ApplyAsync(ResponseTrailersTransformContext context)
    {
        if (
            context.ProxyResponse is { } answer
            && context.HttpContext.Features.Get<IHttpResponseTrailersFeature>() is { Trailers: var trailers }
        )
        {
            var withheld = configuration.Current.ResponseHeaders;
            if (copies)
            {
                new ResponseHeaderCopy(withheld, named: null).Copy(answer.TrailingHeaders, trailers);
                context.HeadersCopied = true;
                return default;
            }
            foreach (var trailer in answer.TrailingHeaders.NonValidated)
            {
                if (withheld.Contain(trailer.Key))
                {
                    trailers.Remove(trailer.Key);
                }
            }
        }
        return default;
    }
}
