using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Sends path and query byte for byte as the caller wrote them; only what a transform of the route changed is encoded again.
/// </summary>
/// <remarks>
/// YARP encodes the decoded path again, and <see cref="Uri"/> then decodes what needs no encoding: <c>john%2Btest</c> would arrive as
/// <c>john+test</c>, which an API that reads paths like forms takes for another object. YARP leaves the address to a transform that
/// sets it, and <see cref="UriCreationOptions.DangerousDisablePathAndQueryCanonicalization"/> keeps <see cref="Uri"/> from touching it.
/// What makes that switch dangerous, a target that two servers read in two ways, was refused before by <see cref="RequestTarget"/>.
/// </remarks>
/// <param name="canChangeQuery">Whether the route has a transform that may change the query.</param>
internal sealed class RequestTargetTransform(bool canChangeQuery) : RequestTransform
{
    private static readonly UriCreationOptions Verbatim = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        context.ProxyRequest.RequestUri ??= AddressOf(context);
        return default;
    }

    private Uri AddressOf(RequestTransformContext context)
    {
        var request = context.HttpContext.Request;
        var target = context.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var destination = context.DestinationPrefix.EndsWith('/') ? context.DestinationPrefix.AsSpan()[..^1] : context.DestinationPrefix;
        var isPathUnchanged = string.Equals(context.Path.Value, request.Path.Value, StringComparison.Ordinal);
        if (isPathUnchanged && !canChangeQuery)
        {
            return new Uri(string.Concat(destination, target), Verbatim);
        }
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var (path, query) = end < 0 ? (target, "") : (target[..end], target[end..]);
        return new Uri(
            string.Concat(
                destination,
                isPathUnchanged ? path : new TransformedPath(path, request.Path).Write(context.Path),
                canChangeQuery ? TransformedQuery.Write(query, request.Query, context.Query.Collection) : query
            ),
            Verbatim
        );
    }
}
