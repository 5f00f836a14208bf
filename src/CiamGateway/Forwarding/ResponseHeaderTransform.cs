using CiamGateway.Configuration;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding;

/// <summary>Withholds what the API's answer must not tell, and leads whoever follows its addresses back through the gateway.</summary>
internal sealed class ResponseHeaderTransform(ConfigurationInForce configuration) : ResponseTransform
{
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { RequestMessage: { } sent } answer)
        {
            return default;
        }
        var headers = context.HttpContext.Response.Headers;
        var withheld = configuration.Current.ResponseHeaders;
        foreach (var header in answer.Headers.NonValidated)
        {
            if (withheld.Contain(header.Key))
            {
                headers.Remove(header.Key);
            }
        }
        headers.Location = Rewrite(headers.Location, context.HttpContext, sent);
        headers.ContentLocation = Rewrite(headers.ContentLocation, context.HttpContext, sent);
        return default;
    }

    private static string? Rewrite(string? location, HttpContext context, HttpRequestMessage sent) => string.IsNullOrEmpty(location)
        ? location
        : ReturnedLocation.Rewrite(location, context.Request, sent, context.GetReverseProxyFeature().ProxiedDestination?.Model.Config.Address);
}
