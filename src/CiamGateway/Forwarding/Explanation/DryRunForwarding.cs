using System.Net;
using CiamGateway.Forwarding.AccessTokens;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>Forwarding without a network: every transform of every route is applied, no token is asked for, nothing is sent.</summary>
internal sealed class DryRunForwarding(CurrentConfiguration configuration) : ITransformProvider
{
    public static void Substitute(IServiceCollection services)
    {
        services.Replace(ServiceDescriptor.Singleton<IForwarderHttpClientFactory, UnsentRequests>());
        // A listener to changes would begin to fetch tokens.
        services.RemoveAll<IConfigChangeListener>();
        services.AddSingleton<ITransformProvider, DryRunForwarding>();
        services.AddSingleton<RequestExplainer>();
    }

    public void ValidateRoute(TransformRouteValidationContext context) { }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        var transforms = context.RequestTransforms;
        if (transforms is [.., AccessTokenTransform transform])
        {
            transforms[^1] = new HiddenTokenTransform(transform, configuration);
        }
        context.AddRequestTransform(request =>
        {
            request.ProxyRequest.Options.Set(UnsentRequests.CauseKey, request.HttpContext);
            return default;
        });
    }
}

/// <summary>In the place of YARP's clients: notes what would have been sent and answers it itself, health checks included.</summary>
internal sealed class UnsentRequests : HttpMessageHandler, IForwarderHttpClientFactory
{
    /// <summary>The incoming request that an outgoing one is made for.</summary>
    public static readonly HttpRequestOptionsKey<HttpContext> CauseKey = new("CiamGateway.Cause");

    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => new(this, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Options.TryGetValue(CauseKey, out var cause))
        {
            cause.Features.Set(OutgoingRequest.Of(request));
        }
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NoContent) { RequestMessage = request });
    }
}

/// <summary>
/// Replaces the transform that attaches the access token: chooses the token in the same way, requests none, and writes asterisks.
/// </summary>
internal sealed class HiddenTokenTransform(AccessTokenTransform transform, CurrentConfiguration configuration) : RequestTransform
{
    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        var attached = transform.For(context.HttpContext);
        var isBound = configuration.Current.Options.TokenClients[attached.Source.Request.Client].DPoP;
        var headers = context.ProxyRequest.Headers;
        attached.Header.AddRedacted(headers, isBound ? "DPoP" : "Bearer");
        if (isBound)
        {
            headers.TryAddWithoutValidation("DPoP", "***");
        }
        return default;
    }
}
