using System.Net;

namespace CiamGateway.Configuration;

/// <summary>Tells which proxy leads to a server: the configured one, none, or the one that the environment names (<c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>, <c>NO_PROXY</c>).</summary>
internal sealed class OutboundProxy : IWebProxy
{
    public static readonly OutboundProxy OfEnvironment = new(HttpClient.DefaultProxy, isOfEnvironment: true);
    public static readonly OutboundProxy None = new(proxy: null, isOfEnvironment: false);

    private readonly IWebProxy? _proxy;
    private readonly bool _isOfEnvironment;

    public OutboundProxy(Uri address, NetworkCredential? credential) : this(new WebProxy(address) { Credentials = credential }, isOfEnvironment: false)
    {
    }

    private OutboundProxy(IWebProxy? proxy, bool isOfEnvironment)
    {
        _proxy = proxy;
        _isOfEnvironment = isOfEnvironment;
    }

    public ICredentials? Credentials
    {
        get => _proxy?.Credentials;
        set => throw new NotSupportedException("Credentials of a proxy come from the configuration.");
    }

    /// <returns>The proxy's address, or nothing where the server is reached directly.</returns>
    public Uri? GetProxy(Uri destination) => _proxy?.IsBypassed(destination) is not false || StaysHere(destination) ? null : _proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <summary>Plain http is allowed on this machine because it does not leave it; what the environment says is about other machines.</summary>
    private bool StaysHere(Uri destination) =>
        LoopbackAddress.Is(destination) && (_isOfEnvironment || destination.Scheme == Uri.UriSchemeHttp);
}
