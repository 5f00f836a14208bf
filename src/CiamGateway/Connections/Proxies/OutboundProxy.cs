using System.Net;
using CiamGateway.Configuration.Checking;
using CiamGateway.Secrecy;

namespace CiamGateway.Connections.Proxies;

/// <summary>Tells which proxy leads to a server: the configured one, none, or the one that the environment names.</summary>
internal sealed class OutboundProxy : IWebProxy
{
    public static readonly OutboundProxy OfEnvironment = new(ProxyVariables.OfProcess);

    private const string ThisMachine = "this machine";

    private readonly ProxyVariables? _variables;
    private readonly IWebProxy? _proxy;
    private readonly string _path;

    /// <param name="proxy">The configured proxy; null if servers are reached directly.</param>
    /// <param name="path">The key that says so.</param>
    public OutboundProxy(IWebProxy? proxy, string path) => (_proxy, _path) = (proxy, path);

    public OutboundProxy(ProxyVariables variables) => (_variables, _path) = (variables, "");

    public ICredentials? Credentials
    {
        get => _variables is null ? _proxy?.Credentials : _variables;
        set => throw new NotSupportedException("Credentials of a proxy come from the configuration.");
    }

    /// <summary>Whether no server is reached through a proxy, so that an HTTP client need not ask for each request.</summary>
    public bool IsAlwaysDirect => _variables is { } variables ? !variables.NameProxy : _proxy is null;

    /// <returns>The proxy's address; null if the server is reached directly.</returns>
    public Uri? GetProxy(Uri destination) => RouteTo(destination).Proxy;

    public bool IsBypassed(Uri host) => RouteTo(host).Proxy is null;

    public OutboundRoute RouteTo(Uri destination)
    {
        if (_variables is { } variables)
        {
            return LoopbackAddress.Is(destination) ? new(null, ThisMachine) : variables.RouteTo(destination);
        }
        // Plain http is allowed on this machine because it does not leave it.
        return destination.Scheme == Uri.UriSchemeHttp && LoopbackAddress.Is(destination)
            ? new(null, ThisMachine)
            : new(_proxy?.IsBypassed(destination) is false ? _proxy.GetProxy(destination) : null, _path);
    }
}

/// <summary>How a server is reached: directly, or through a proxy.</summary>
/// <param name="Proxy">The proxy's address, without credentials; null if the server is reached directly.</param>
/// <param name="Cause">The key, the variable or the rule that decides it.</param>
internal readonly record struct OutboundRoute(Uri? Proxy, string Cause)
{
    public override string ToString() => Proxy is null ? $"direct ({Cause})" : $"through proxy {ShownAddress.OfServer(Proxy)} ({Cause})";
}
