using System.Net;

namespace CiamGateway.Configuration;

/// <summary>Tells which proxy leads to a server: the configured one, none, or the one that the environment names (<c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>, <c>NO_PROXY</c>).</summary>
internal sealed class OutboundProxy : IWebProxy
{
    public static readonly OutboundProxy None = new(proxy: null, isOfEnvironment: false);
    public static readonly OutboundProxy OfEnvironment = IsNamedByEnvironment() ? new(HttpClient.DefaultProxy, isOfEnvironment: true) : None;

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

    /// <summary>Whether every server is reached directly, so that nobody need ask for each request.</summary>
    public bool IsNone => _proxy is null;

    public ICredentials? Credentials
    {
        get => _proxy?.Credentials;
        set => throw new NotSupportedException("Credentials of a proxy come from the configuration.");
    }

    /// <returns>The proxy's address, or nothing where the server is reached directly.</returns>
    public Uri? GetProxy(Uri destination) => StaysHere(destination) || _proxy?.IsBypassed(destination) is not false ? null : _proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <remarks>The variables that <see cref="HttpClient.DefaultProxy"/> reads.</remarks>
    private static bool IsNamedByEnvironment() =>
        Array.Exists(["http_proxy", "https_proxy", "all_proxy"], name => Array.Exists([name, name.ToUpperInvariant()], variable => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable))));

    /// <summary>Plain http is allowed on this machine because it does not leave it; what the environment says is about other machines.</summary>
    private bool StaysHere(Uri destination) =>
        LoopbackAddress.Is(destination) && (_isOfEnvironment || destination.Scheme == Uri.UriSchemeHttp);
}
