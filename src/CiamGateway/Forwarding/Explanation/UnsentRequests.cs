using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding.Explanation;

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
