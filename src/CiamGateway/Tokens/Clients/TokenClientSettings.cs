using System.Security.Cryptography.X509Certificates;
using CiamGateway.Connections.Proxies;
using CiamGateway.Tokens.ClientAuthentication;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.Clients;

/// <summary>A token client whose options passed validation, with its secrets, keys and certificates read.</summary>
internal sealed record TokenClientSettings(string Name, string ClientId, TokenClientOptions Options, ClientCredential Credential)
{
    /// <summary>The token endpoint; none where the issuer's metadata names it.</summary>
    public Uri? TokenEndpoint { get; init; }

    /// <summary>The issuer whose metadata names the token endpoint; none where it is configured.</summary>
    public Uri? Issuer { get; init; }

    /// <summary>The certificate authorities to trust at the token endpoint; none for the system's.</summary>
    public X509Certificate2Collection? TrustedCertificates { get; init; }

    public TokenRequestSettings Request { get; init; } = new();

    /// <summary>The outbound proxy.</summary>
    public OutboundProxy Proxy { get; init; } = OutboundProxy.OfEnvironment;

    /// <summary>Differs where anything of the options or their files does.</summary>
    public string Fingerprint { get; init; } = "";

    public override string ToString() => Name;
}
