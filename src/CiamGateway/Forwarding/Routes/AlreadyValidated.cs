using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>Spares YARP a second look at routes and clusters that its own validator accepted a moment ago.</summary>
internal sealed class AlreadyValidated : IConfigValidator
{
    public static void Replace(IServiceCollection services) =>
        services.Replace(ServiceDescriptor.Singleton<IConfigValidator, AlreadyValidated>());

    public ValueTask<IList<Exception>> ValidateRouteAsync(RouteConfig route) => new([]);

    public ValueTask<IList<Exception>> ValidateClusterAsync(ClusterConfig cluster) => new([]);
}
