using Microsoft.AspNetCore.Routing.Patterns;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Forwarding.Targets;

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
