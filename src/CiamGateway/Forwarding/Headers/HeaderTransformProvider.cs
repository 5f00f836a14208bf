using CiamGateway.Configuration.Checking;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Telemetry.Traces;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Holds for every route: the API's headers are judged before any other transform adds its own, and no <c>X-Forwarded-*</c> tells of
/// callers unless the route's own transform says so.
/// </summary>
internal sealed class HeaderTransformProvider(CurrentConfiguration configuration, SpanExport spans) : ITransformProvider
{
    public void ValidateRoute(TransformRouteValidationContext context)
    {
        if (context.Route.Metadata?.GetValueOrDefault(ExpectTransform.Key) is { } value && !bool.TryParse(value, out _))
        {
            context.Errors.Add(
                new ConfigurationProblemException(
                    new ConfigurationProblem(
                        $"{RoutePath.Of(context.Route)}:{nameof(context.Route.Metadata)}:{ExpectTransform.Key}",
                        $"'{value}' is neither true nor false.",
                        "write true for an API that itself answers Expect: 100-continue, else remove it."
                    )
                )
            );
        }
    }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        context.UseDefaultForwarders ??= false;
        RouteValueHeaderTransform.Replace(context);
        context.ResponseTransforms.Insert(0, new ResponseHeaderTransform(configuration, context.CopyResponseHeaders is not false));
        context.ResponseTrailersTransforms.Insert(
            0,
            new ResponseTrailerTransform(configuration, context.CopyResponseTrailers is not false)
        );
        if (context.CopyResponseHeaders is false)
        {
            context.ResponseTransforms.Add(new NamedResponseHeaderTransform());
        }
        (context.CopyResponseHeaders, context.CopyResponseTrailers) = (false, false);
        if (!ExpectTransform.IsForwarded(context.Route))
        {
            context.RequestTransforms.Insert(0, new ExpectTransform());
        }
        if (!spans.IsOn)
        {
            context.RequestTransforms.Insert(0, new TraceContextTransform());
        }
    }
}
