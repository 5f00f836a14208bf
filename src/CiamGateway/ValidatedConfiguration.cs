using CiamGateway.Configuration.Checking;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway;

/// <summary>A configuration that was looked at whole. What was read to find its problems is what serves afterwards.</summary>
/// <param name="Gateway">With every problem of the routes and clusters, too.</param>
/// <param name="Proxy">The routes and clusters; null if YARP cannot read them.</param>
internal sealed record ValidatedConfiguration(GatewayConfiguration Gateway, IProxyConfig? Proxy)
{
    /// <summary>Errors and warnings, each with its place.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => Gateway.Problems;

    public IReadOnlyList<ConfigurationProblem> Errors => [.. Problems.Where(problem => problem.IsError)];

    /// <exception cref="InvalidOperationException">They could not be read, which is among the errors.</exception>
    public IProxyConfig ReadableProxy => Proxy ?? throw new InvalidOperationException("Routes and clusters cannot be read.");
}
