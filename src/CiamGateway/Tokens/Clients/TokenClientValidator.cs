using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections.Proxies;
using CiamGateway.Secrecy;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.ClientAuthentication;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.Clients;

/// <summary>Every rule for token clients; each client is judged whole, so that all of its problems show at once.</summary>
internal sealed class TokenClientValidator(ConfigurationReading reading)
{
    /// <summary>What an <c>AccessToken</c> transform says where a route goes out without a token.</summary>
    public const string NoClient = "none";

    private const string TokenEndpointExample = "write \"https://sso.example.com/as/token.oauth2\".";
    private const string WellKnown = "/.well-known/";
    private const string IssuerExample = "write \"https://sso.example.com\".";

    private static readonly string[] ReservedParameters =
    [
        "grant_type",
        "scope",
        "resource",
        "client_id",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
    ];

    /// <summary>The clients without a problem; the problems of the others are reported.</summary>
    public IReadOnlyDictionary<string, TokenClientSettings> Check(IReadOnlyDictionary<string, TokenClientOptions> clients) =>
        clients
            .Select(client => Check(client.Key, client.Value))
            .OfType<TokenClientSettings>()
            .ToDictionary(client => client.Name, StringComparer.OrdinalIgnoreCase);

    private TokenClientSettings? Check(string name, TokenClientOptions options)
    {
        var path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.TokenClients)}:{name}";
        var (problemsBefore, contentsBefore) = (reading.Problems.Count, reading.Contents.Count);
        if (name.Equals(NoClient, StringComparison.OrdinalIgnoreCase))
        {
            reading.Report(path, $"'{NoClient}' is what a route without a token says.", "choose another name.");
        }
        var (endpoint, issuer) = CheckServer(path, options);
        CheckClientId($"{path}:{nameof(options.ClientId)}", options);
        CheckParameters($"{path}:{nameof(options.Parameters)}", options);
        CheckAudience($"{path}:{nameof(options.AssertionAudience)}", options);
        TokenClientRanges.Check(path, options, reading);
        var credential = ClientCredentialReader.Read(path, options, reading);
        var request = TokenRequestReader.Read(path, options, credential, reading);
        var proxy = OutboundProxyReader.Read($"{path}:{nameof(options.Proxy)}", options.Proxy, reading);
        var trusted = PemCertificates.ReadOptional(
            CertificateUsage.TrustedTokenEndpoint,
            $"{path}:{nameof(options.TrustedCertificatesFile)}",
            options.TrustedCertificatesFile,
            reading
        );
        return reading.Problems.Count == problemsBefore
            ? new TokenClientSettings(name, options.ClientId ?? "", options, credential!)
            {
                TokenEndpoint = endpoint,
                Issuer = issuer,
                TrustedCertificates = trusted,
                Proxy = proxy,
                Request = request,
                Fingerprint = Fingerprint.Of(
                    options,
                    GatewayOptionsJsonContext.Default.TokenClientOptions,
                    reading.Contents.Skip(contentsBefore)
                ),
            }
            : null;
    }

    private (Uri? TokenEndpoint, Uri? Issuer) CheckServer(string path, TokenClientOptions options)
    {
        var (endpointPath, issuerPath) = ($"{path}:{nameof(options.TokenEndpoint)}", $"{path}:{nameof(options.Issuer)}");
        switch (options.TokenEndpoint, options.Issuer)
        {
            case ({ Length: > 0 }, { Length: > 0 }):
                reading.Report(issuerPath, "is given beside TokenEndpoint.", "keep one of them.");
                return default;
            case (null or "", { Length: > 0 } issuer):
                return (null, CheckIssuer(issuerPath, issuer));
            case (null or "", _):
                reading.Report(endpointPath, "is missing.", TokenEndpointExample);
                return default;
            case ({ } endpoint, _):
                return (CheckTokenEndpoint(endpointPath, endpoint, options), null);
        }
    }

    private Uri? CheckIssuer(string path, string value)
    {
        var issuer = CheckAddress(path, value, IssuerExample);
        if (issuer?.Query.Length > 0)
        {
            reading.Report(path, "carries a query, which RFC 8414 §2 has no place for.", IssuerExample);
        }
        if (issuer?.AbsolutePath.IndexOf(WellKnown, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
        {
            reading.Report(
                path,
                "is the address of the issuer's metadata, not the issuer.",
                $"write \"{ShownAddress.OfServer(issuer)}{issuer.AbsolutePath[..at]}\"; the gateway finds the metadata below it."
            );
        }
        return issuer;
    }

    private Uri? CheckTokenEndpoint(string path, string value, TokenClientOptions options)
    {
        var endpoint = CheckAddress(path, value, TokenEndpointExample);
        if (endpoint?.Scheme == Uri.UriSchemeHttp && ClientCredentialReader.NeedsTls(options.ClientAuthentication))
        {
            reading.Report(
                path,
                $"is http, where {options.ClientAuthentication} has no TLS handshake to present its certificate in.",
                TokenEndpointExample
            );
        }
        if (endpoint?.AbsolutePath.Contains(WellKnown, StringComparison.OrdinalIgnoreCase) is true)
        {
            var issuer = path.Replace(nameof(options.TokenEndpoint), nameof(options.Issuer), StringComparison.Ordinal);
            reading.Report(
                path,
                "is the address of the issuer's metadata, not the token endpoint.",
                $"write the token_endpoint that this document names, or remove this key and set {issuer}."
            );
        }
        return endpoint;
    }

    private Uri? CheckAddress(string path, string value, string example)
    {
        if (WrittenAddress.FaultOf(value, example) is { } fault)
        {
            reading.Report(path, fault.Message, fault.Fix);
            return null;
        }
        var address = new Uri(value);
        if (address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            reading.Report(path, "carries a user name or a fragment, which RFC 6749 §3.2 has no place for.", example);
        }
        if (!LoopbackAddress.IsSafe(address))
        {
            reading.Report(
                path,
                $"'{ShownAddress.Of(address)}' would send the client secret unencrypted.",
                "begin it with https; http is for loopback only."
            );
        }
        return address;
    }

    /// <summary>A client that does not authenticate need not be named, unless it is the issuer of an assertion.</summary>
    private void CheckClientId(string path, TokenClientOptions options)
    {
        var value = options.ClientId;
        if (string.IsNullOrEmpty(value))
        {
            if (options.ClientAuthentication == ClientCredentialReader.None && !TokenGrantReader.Signs(options))
            {
                return;
            }
            reading.Report(path, "is missing.", "write the client_id that the authorization server's administrator registered.");
        }
        else if (value.Any(character => character is < ' ' or > '~'))
        {
            reading.Report(
                path,
                "holds a character outside printable ASCII (RFC 6749 appendix A.1).",
                "write the client_id exactly as it was registered."
            );
        }
        else if (Placeholder.Is(value))
        {
            reading.Warn(
                path,
                $"'{value}' is a placeholder that nothing replaced.",
                "write the client_id, or set it where the file is made."
            );
        }
        else if (SecretReference.OddityOf(value) is { } oddity)
        {
            reading.Warn(path, $"{oddity}, which is sent as part of it.", "write the client_id exactly as it was registered.");
        }
    }

    private void CheckParameters(string path, TokenClientOptions options)
    {
        string[] reserved = [.. ReservedParameters, .. TokenGrantReader.Parameters(options.GrantType)];
        foreach (var name in options.Parameters.Keys.Where(name => reserved.Contains(name, StringComparer.Ordinal)))
        {
            reading.Report($"{path}:{name}", "is a parameter that the gateway sets itself.", "remove it.");
        }
    }

    private void CheckAudience(string path, TokenClientOptions options)
    {
        if (string.IsNullOrEmpty(options.AssertionAudience))
        {
            reading.Report(path, "is empty.", "write token_endpoint, issuer, or the text that the authorization server requires.");
        }
        else if (options.AssertionAudience == "issuer" && string.IsNullOrEmpty(options.Issuer))
        {
            reading.Report(
                path,
                "is the issuer, which is not configured.",
                "set Issuer instead of TokenEndpoint, or write the issuer itself here."
            );
        }
    }
}
