using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.Targets;

/// <summary>Gives every route its <see cref="RequestTargetTransform"/>, after the transforms that the route lists.</summary>
internal sealed class RequestTargetTransformProvider : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context) { }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        var transforms = context.RequestTransforms;
        var patterns = (context.Route.Transforms ?? [])
            .Select(transform => transform.GetValueOrDefault(PathPatternTransform.Key))
            .OfType<string>();
        foreach (var pattern in patterns.ToList())
        {
            var at = transforms.IndexOf(transforms.First(transform => transform is PathRouteValuesTransform));
            transforms[at] = new PathPatternTransform(RoutePatternFactory.Parse(pattern));
        }
        transforms.Add(
            new RequestTargetTransform(
                canChangeQuery: transforms.Any(transform => transform is QueryParameterTransform or QueryParameterRemoveTransform)
            )
        );
    }
}

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

/// <summary>
/// A route's <c>PathPattern</c>, in YARP's place: YARP encodes the slashes of a catch-all parameter that the pattern writes as
/// <c>{rest}</c>, and then the encoding once more, so that <c>a/b</c> would arrive as <c>a%252Fb</c>.
/// </summary>
internal sealed class PathPatternTransform(RoutePattern pattern) : RequestTransform
{
    /// <summary>The key of YARP's transform.</summary>
    public const string Key = "PathPattern";

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var values = context.HttpContext.Request.RouteValues;
        var segments = pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => TextOf(part, values)))).ToList();
        while (segments is [.., ""])
        {
            // Optional parameters at the end that the caller left out.
            segments.RemoveAt(segments.Count - 1);
        }
        context.Path = new PathString($"/{string.Join('/', segments)}");
        return default;
    }

    private string? TextOf(RoutePatternPart part, RouteValueDictionary values) =>
        part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternSeparatorPart separator => separator.Content,
            RoutePatternParameterPart parameter => (
                values[parameter.Name] ?? pattern.Defaults.GetValueOrDefault(parameter.Name)
            )?.ToString(),
            _ => null,
        };
}
