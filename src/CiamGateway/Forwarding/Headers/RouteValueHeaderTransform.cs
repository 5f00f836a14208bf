using CiamGateway.Listening;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// YARP's <c>RequestHeaderRouteValue</c> for values outside ASCII: a decoded part of the path goes out as UTF-8, like the text of
/// routes (<see cref="RouteHeaderText"/>).
/// </summary>
internal sealed class RouteValueHeaderTransform(string header, string routeValue, bool append)
    : RequestHeaderRouteValueTransform(header, routeValue, append)
{
    private const string Key = "RequestHeaderRouteValue";
    private const string Append = "Append";
    private const string Set = "Set";

    /// <summary>
    /// Takes the place of YARP's transforms, which do not show their settings: both run in the order of the configuration.
    /// </summary>
    public static void Replace(TransformBuilderContext context)
    {
        var transforms = context.RequestTransforms;
        var places = Enumerable.Range(0, transforms.Count).Where(place => transforms[place] is RequestHeaderRouteValueTransform).ToList();
        var settings = (context.Route.Transforms ?? []).Where(transform => transform.ContainsKey(Key));
        foreach (var (place, transform) in places.Zip(settings))
        {
            transforms[place] = transform.TryGetValue(Append, out var appended)
                ? new RouteValueHeaderTransform(transform[Key], appended, append: true)
                : new RouteValueHeaderTransform(transform[Key], transform[Set], append: false);
        }
    }

    protected override string? GetValue(RequestTransformContext context) =>
        base.GetValue(context) is { } value ? HeaderEncoding.ToHeader(value) : null;
}
