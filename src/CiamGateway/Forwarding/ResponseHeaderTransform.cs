using System.Net;
using System.Net.Http.Headers;
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
        Withhold(answer.Headers, withheld, headers);
        Withhold(answer.Content.Headers, withheld, headers);
        headers.Location = Rewrite(headers.Location, context.HttpContext, sent);
        headers.ContentLocation = Rewrite(headers.ContentLocation, context.HttpContext, sent);
        if (answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ResetContent)
        {
            // The listener fails over a body here, or the length of one (RFC 9110 §15.3.5, §15.3.6).
            headers.ContentLength = null;
            context.SuppressResponseBody = answer.StatusCode is HttpStatusCode.ResetContent;
        }
        return default;
    }

    /// <param name="answered">What the API said.</param>
    /// <param name="told">What the caller is told.</param>
    public static void Withhold(HttpHeaders answered, WithheldHeaders withheld, IHeaderDictionary told)
    {
        foreach (var header in answered.NonValidated)
        {
            if (withheld.Contain(header.Key))
            {
                told.Remove(header.Key);
            }
        }
    }

    private static string? Rewrite(string? location, HttpContext context, HttpRequestMessage sent) => string.IsNullOrEmpty(location)
        ? location
        : ReturnedLocation.Rewrite(location, context.Request, sent, context.GetReverseProxyFeature().ProxiedDestination?.Model.Config.Address);
}
