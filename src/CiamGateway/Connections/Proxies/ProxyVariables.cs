using System.Net;
using CiamGateway.Configuration.Checking;

namespace CiamGateway.Connections.Proxies;

/// <summary>
/// The proxy variables of the environment: <c>HTTP_PROXY</c>, <c>HTTPS_PROXY</c>, <c>ALL_PROXY</c> and <c>NO_PROXY</c>, in lower or upper
/// case. They are read as curl and Go do, since operators write them once for every program on a machine; .NET reads <c>NO_PROXY</c>
/// more narrowly (<c>*</c>, domains, networks and ports are unknown to it), so that a token would go through a proxy that it must not pass.
/// </summary>
internal sealed class ProxyVariables : ICredentials
{
    public static readonly ProxyVariables OfProcess = new(Environment.GetEnvironmentVariable);

    private readonly Func<string, string?> _environment;
    private readonly List<ConfigurationProblem> _problems = [];
    private readonly Variable? _http;
    private readonly Variable? _https;
    private readonly string _noProxyName;
    private readonly NoProxyList _noProxy;

    /// <param name="environment">Returns the value of a variable, or null.</param>
    public ProxyVariables(Func<string, string?> environment)
    {
        _environment = environment;
        var http = Find("http_proxy");
        var https = Find("https_proxy");
        var all = http is null || https is null ? Read(Find("all_proxy")) : null;
        _http = http is null ? all : Read(http);
        _https = https is null ? all : Read(https);
        (_noProxyName, var list) = Find("no_proxy") ?? new("NO_PROXY", "");
        _noProxy = new NoProxyList(list, (entry, fix) =>
            Warn(_noProxyName, $"'{entry}' is not understood, so it exempts no server from the proxy.", fix)
        );
    }

    /// <summary>An error for each proxy that cannot be used, a warning for everything else that is not understood.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems => _problems;

    /// <summary>Whether any variable names a proxy that can be used.</summary>
    public bool NameProxy => _http is not null || _https is not null;

    public OutboundRoute RouteTo(Uri destination) =>
        (destination.Scheme == Uri.UriSchemeHttp ? _http : _https) is not { } variable ? new(null, "no proxy is set")
        : _noProxy.EntryFor(destination) is { } entry ? new(null, $"{_noProxyName}: {entry}")
        : new(variable.Address, variable.Name);

    /// <param name="uri">The proxy's address.</param>
    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        uri.Equals(_https?.Address) && _https.Credential is { } credential ? credential
        : uri.Equals(_http?.Address) ? _http.Credential
        : null;

    /// <summary>The lower-case name wins, as it does for curl and .NET; Go prefers the upper-case one. Empty is as if not set.</summary>
    private Text? Find(string lower)
    {
        var upper = lower.ToUpperInvariant();
        var (value, other) = (_environment(lower)?.Trim(), _environment(upper)?.Trim());
        if (string.IsNullOrEmpty(value))
        {
            return string.IsNullOrEmpty(other) || IsFromCaller(upper) ? null : new(upper, other);
        }
        if (!string.IsNullOrEmpty(other) && other != value)
        {
            Warn(upper, $"differs from {lower}, which is the one that is used.", "remove one of them, or give both the same value.");
        }
        return new(lower, value);
    }

    /// <summary>
    /// Under CGI the header <c>Proxy</c> of a request becomes <c>HTTP_PROXY</c> (CVE-2016-5385). curl never reads the upper-case name for
    /// that reason. Go and .NET read it outside of CGI, and so does the gateway: container platforms set the upper-case names.
    /// </summary>
    private bool IsFromCaller(string name)
    {
        // A web server that runs a program by CGI sets both (RFC 3875 §4.1).
        if (name != "HTTP_PROXY" || string.IsNullOrEmpty(_environment("REQUEST_METHOD") + _environment("GATEWAY_INTERFACE")))
        {
            return false;
        }
        Warn(
            name,
            "is not used, since REQUEST_METHOD or GATEWAY_INTERFACE is set: under CGI a caller can choose its value.",
            "use http_proxy in lower case, or remove the CGI variables."
        );
        return true;
    }

    private Variable? Read(Text? text)
    {
        if (text is not { } found)
        {
            return null;
        }
        if (ProxyAddress.Parse(found.Value, out var credential, out var fault) is { } address)
        {
            return new(found.Name, address, credential);
        }
        _problems.Add(new ConfigurationProblem(found.Name, fault!, ProxyAddress.Fix));
        return null;
    }

    private void Warn(string name, string message, string fix) =>
        _problems.Add(new ConfigurationProblem(name, message, fix) { Severity = ProblemSeverity.Warning });

    private sealed record Text(string Name, string Value);

    private sealed record Variable(string Name, Uri Address, NetworkCredential? Credential);
}
