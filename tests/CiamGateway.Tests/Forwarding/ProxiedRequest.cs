using System.Net;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Tests.Forwarding;

/// <summary>A request to the cluster 'provisioning' as YARP hands it to the stages around its forwarder.</summary>
internal sealed class ProxiedRequest : IReverseProxyFeature, IForwarderErrorFeature
{
    /// <summary>Neither user nor query may show up anywhere.</summary>
    private const string Address = "https://user:secret@api.example.com/v1?key=1";

    public ProxiedRequest(string? destination = "primary", WebProxyConfig? proxy = null)
    {
        var config = new ClusterConfig
        {
            ClusterId = "provisioning",
            HttpClient = new HttpClientConfig { WebProxy = proxy },
        };
        Cluster = new ClusterModel(config, new HttpMessageInvoker(new HttpClientHandler()));
        Route = new RouteModel(new RouteConfig { RouteId = "domain-list" }, null, HttpTransformer.Default);
        ProxiedDestination = destination is null
            ? null
            : new DestinationState(destination, new DestinationModel(new DestinationConfig { Address = Address }));
        Context.Features.Set<IReverseProxyFeature>(this);
        Context.Request.Method = HttpMethods.Get;
        Context.Connection.RemoteIpAddress = IPAddress.Loopback;
    }

    public DefaultHttpContext Context { get; } = new();

    public RouteModel Route { get; }

    public ClusterModel Cluster { get; set; }

    public IReadOnlyList<DestinationState> AllDestinations => [];

    public IReadOnlyList<DestinationState> AvailableDestinations { get; set; } = [];

    public DestinationState? ProxiedDestination { get; set; }

    public ForwarderError Error { get; private set; }

    public Exception? Exception { get; private set; }

    /// <summary>Has YARP's forwarder report a failure.</summary>
    public void Fail(ForwarderError error, Exception? exception = null)
    {
        (Error, Exception) = (error, exception);
        Context.Features.Set<IForwarderErrorFeature>(this);
    }
}
