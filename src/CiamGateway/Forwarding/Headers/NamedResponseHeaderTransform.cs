using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Runs after a route's own choice of the API's headers: even a chosen one does not pass if the API's Connection header names it.
/// </summary>
internal sealed class NamedResponseHeaderTransform : ResponseTransform
{
    public override ValueTask ApplyAsync(ResponseTransformContext context)
    {
        if (context.ProxyResponse is { } answer && ResponseHeaderTransform.NamedByConnection(answer.Headers) is { } names)
        {
            names.ForEach(name => context.HttpContext.Response.Headers.Remove(name));
        }
        return default;
    }
}
