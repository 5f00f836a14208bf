using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Copies the API's headers to the caller, without the withheld ones, and maps its addresses to the gateway's.
/// </summary>
/// <param name="copies">Whether the route passes the API's headers on; otherwise its own transforms have chosen some.</param>
internal sealed class ResponseHeaderTransform(CurrentConfiguration configuration, bool copies) : ResponseTransform
{
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is not { RequestMessage: { } sent } answer)
        {
            return default;
        }
        var headers = context.HttpContext.Response.Headers;
        if (copies)
        {
            Copy(answer, headers);
            context.HeadersCopied = true;
            OmitUnsendable(context.HttpContext, headers);
        }
        OmitUnsendablePhrase(context.HttpContext, answer);
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

    private void Copy(HttpResponseMessage answer, IHeaderDictionary headers)
    {
        var (named, isCoded) = Examine(answer.Headers);
        var copy = new ResponseHeaderCopy(configuration.Current.ResponseHeaders, named);
        copy.Copy(answer.Headers, headers);
        copy.Copy(answer.Content.Headers, headers);
        if (isCoded)
        {
            // The coding counts, and a length beside it must not be passed on (RFC 9112 §6.3).
            headers.ContentLength = null;
        }
    }

    /// <returns>What the Connection header names, and whether there is a Transfer-Encoding.</returns>
    /// <remarks>One pass costs less than two lookups by name.</remarks>
    private static (List<string>? Named, bool IsCoded) Examine(HttpResponseHeaders headers)
    {
        (List<string>? named, var isCoded) = (null, false);
        foreach (var header in headers.NonValidated)
        {
            if (header.Key.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            {
                named = ConnectionHeaders.NamedBy(header.Value.ToString());
            }
            else if (header.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                isCoded = true;
            }
        }
        return (named, isCoded);
    }

    /// <summary>Trailers cannot go to a caller over HTTP/1.1, so they are not announced either.</summary>
    private static void OmitUnsendable(HttpContext context, IHeaderDictionary headers)
    {
        if (headers.Trailer.Count > 0 && context.Features.Get<IHttpResponseTrailersFeature>() is null)
        {
            headers.Remove("Trailer");
        }
    }

    /// <summary>Kestrel would write question marks for letters outside ASCII, and control characters as they are.</summary>
    private static void OmitUnsendablePhrase(HttpContext context, HttpResponseMessage answer)
    {
        if (answer.ReasonPhrase.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = null;
        }
    }

    /// <returns>The headers that an answer's Connection header names, besides the known ones; null for most answers.</returns>
    public static List<string>? NamedByConnection(HttpResponseHeaders headers) => Examine(headers).Named;

    private static string? Rewrite(string? location, HttpContext context, HttpRequestMessage sent) =>
        string.IsNullOrEmpty(location)
            ? location
            : ReturnedLocation.Rewrite(
                location,
                context.Request,
                sent,
                context.GetReverseProxyFeature().ProxiedDestination?.Model.Config.Address
            );
}
