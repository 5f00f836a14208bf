using CiamGateway.Configuration.Schema;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections.Proxies;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.Clients;

/// <summary>One OAuth client: where it asks for access tokens, how it proves who it is, how long it waits.</summary>
internal sealed class TokenClientOptions
{
    [Option(
        "The authorization server's token endpoint (RFC 6749 §3.2). It must be https, or http on loopback.",
        Example = "\"https://sso.example.com/as/token.oauth2\""
    )]
    public string? TokenEndpoint { get; set; }

    [Option(
        "Instead of TokenEndpoint: the authorization server's issuer. Its metadata (RFC 8414, OpenID discovery) "
            + "names the token endpoint.",
        Example = "\"https://sso.example.com\""
    )]
    public string? Issuer { get; set; }

    [Option("How long the issuer's metadata is used before it is read again.", Minimum = "00:01:00", Maximum = "7.00:00:00")]
    public TimeSpan MetadataLifetime { get; set; } = TimeSpan.FromHours(1);

    [Option("PEM file with the certificate authorities to trust at the token endpoint, instead of the system's.")]
    public string? TrustedCertificatesFile { get; set; }

    [Option("The HTTP proxy to the token endpoint.")]
    public ProxyOptions Proxy { get; set; } = new();

    [Option("The client identifier (RFC 6749 §2.2).")]
    public string? ClientId { get; set; }

    [Option(
        "How the client authenticates. none is for a grant type that needs no client authentication.",
        Values = ["client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth", "none"],
        ValidatorChecksValues = true
    )]
    public string ClientAuthentication { get; set; } = "client_secret_basic";

    [Secret("The client secret. Prefer a file (ClientSecretFile) or an environment variable.")]
    public string? ClientSecret { get; set; }

    [Option("A file with the client secret. One line end after it is ignored.", Example = "\"/run/secrets/ciam_client_secret\"")]
    public string? ClientSecretFile { get; set; }

    [Secret("For private_key_jwt: the private key as PEM or JWK. Prefer a file (PrivateKeyFile).")]
    public string? PrivateKey { get; set; }

    [Option("A file with the private key as PEM or JWK.")]
    public string? PrivateKeyFile { get; set; }

    [Option("The kid in the header of client assertions.", Default = "the JWK's own")]
    public string? KeyId { get; set; }

    [Option(
        "The algorithm of client assertions. HS… needs a secret, the others need a key.",
        Default = "HS256 with a secret, RS256 with an RSA key, otherwise the one of the key's curve",
        Values = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"],
        ValidatorChecksValues = true
    )]
    public string? SigningAlgorithm { get; set; }

    [Option("The aud of client assertions: token_endpoint, issuer, or any text.")]
    public string AssertionAudience { get; set; } = "token_endpoint";

    [Option("How long a client assertion is valid.", Minimum = "00:00:10", Maximum = "01:00:00")]
    public TimeSpan AssertionLifetime { get; set; } = TimeSpan.FromMinutes(1);

    [Option(
        "For private_key_jwt, instead of a key: a file with a client assertion that another program signs and "
            + "renews, such as a projected Kubernetes service account token or a SPIFFE JWT-SVID. It is read for every "
            + "token request."
    )]
    public string? ClientAssertionFile { get; set; }

    [Option("The client_assertion_type for ClientAssertionFile.")]
    public string ClientAssertionType { get; set; } = ClientAssertionTypes.Jwt;

    [Option("For tls_client_auth: the client certificate with its chain, as PEM or PFX.")]
    public string? CertificateFile { get; set; }

    [Option("The private key of a PEM CertificateFile, if it is not in the same file.")]
    public string? CertificateKeyFile { get; set; }

    [Secret("The password of a PFX CertificateFile or an encrypted CertificateKeyFile.")]
    public string? CertificatePassword { get; set; }

    [Option("A file with that password.")]
    public string? CertificatePasswordFile { get; set; }

    [Option("Whether to request tokens that are bound to a key of the gateway (DPoP, RFC 9449).")]
    public bool DPoP { get; set; }

    [Option(
        "The grant type: client_credentials, password (RFC 6749 §4.3), urn:ietf:params:oauth:grant-type:jwt-bearer "
            + "(RFC 7523 §2.1), urn:ietf:params:oauth:grant-type:token-exchange (RFC 8693), or any other text, with its "
            + "own parameters under Parameters."
    )]
    public string GrantType { get; set; } = TokenGrants.ClientCredentials;

    [Option("For the grant type password: the user of the tokens.")]
    public string? UserName { get; set; }

    [Secret("That user's password. Prefer a file (PasswordFile).")]
    public string? Password { get; set; }

    [Option("A file with that password.")]
    public string? PasswordFile { get; set; }

    [Option(
        "For the grant type jwt-bearer: a file with an assertion that another program signs and renews. It is read "
            + "for every token request."
    )]
    public string? AssertionFile { get; set; }

    [Option(
        "For the grant type jwt-bearer, instead of AssertionFile: the subject of assertions that the gateway signs, "
            + "with the key that the client authenticates with or with PrivateKeyFile."
    )]
    public string? AssertionSubject { get; set; }

    [Option(
        "For the grant type token-exchange: a file with the token to exchange, which another program renews. It is "
            + "read for every token request."
    )]
    public string? SubjectTokenFile { get; set; }

    [Option("For the grant type token-exchange: the subject_token_type.")]
    public string SubjectTokenType { get; set; } = TokenGrants.JwtTokenType;

    [Option(
        "How the token request sends its parameters: as a form, or as one JSON object with the same members.",
        Values = ["form", "json"],
        ValidatorChecksValues = true
    )]
    public string RequestFormat { get; set; } = "form";

    [Secret("Further headers of the token request, such as an API key of a gateway in front of the token endpoint. No report shows them.")]
    public Dictionary<string, string> RequestHeaders { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option(
        "Further headers of the token request, each with a file that has its value.",
        Example = "{ \"X-Tenant-Key\": \"/run/secrets/tenant_key\" }"
    )]
    public Dictionary<string, string> RequestHeaderFiles { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Option("Where the answer has the token and its lifetime.")]
    public TokenResponseOptions Response { get; set; } = new();

    [Secret(
        "Extra form parameters of the token request.",
        NamesEndingIn = ["secret", "password", "_token", "assertion"],
        Example = "{ \"audience\": \"https://api.example.com\" }"
    )]
    public Dictionary<string, string> Parameters { get; set; } = new(StringComparer.Ordinal);

    [Option("Time to establish a connection to the token endpoint.", Minimum = "00:00:00.1", Maximum = "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    [Option(
        "The longest time that a connection takes new token requests. The next connection resolves the host name again.",
        Minimum = "00:00:01",
        Maximum = "1.00:00:00"
    )]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(2);

    [Option(
        "Time for one token request, including connecting and reading. After half of it, a second one begins if calls wait.",
        Minimum = "00:00:00.1",
        Maximum = "00:01:00"
    )]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    [Option("Time for a token request and its retries together, at least AttemptTimeout.", Minimum = "00:00:00.1", Maximum = "00:05:00")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(8);

    [Option("How long a caller's request waits for a token before the gateway answers 504.", Minimum = "00:00:00.1", Maximum = "00:05:00")]
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    [Option("Retries after a token request that failed temporarily.", Minimum = "0", Maximum = "10")]
    public int Retries { get; set; } = 2;

    [Option(
        "Lifetime of a token if the answer has no expires_in, at most MaximumLifetime.",
        Minimum = "00:00:01",
        Maximum = "365.00:00:00"
    )]
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromSeconds(60);

    [Option("The longest lifetime: longer ones are cut to this.", Minimum = "00:00:01", Maximum = "365.00:00:00")]
    public TimeSpan MaximumLifetime { get; set; } = TimeSpan.FromHours(24);

    [Option(
        "The end of a token's life in which a failed renewal is retried once a second, at most a tenth of its "
            + "lifetime. The old token stays in use. In its last second, requests wait for the new one, and use the old "
            + "one if no new one arrives.",
        Minimum = "00:00:00",
        Maximum = "01:00:00"
    )]
    public TimeSpan ExpirySkew { get; set; } = TimeSpan.FromSeconds(30);

    [Option("When tokens are renewed.")]
    public TokenRefreshOptions Refresh { get; set; } = new();

    [Option("How long the gateway pauses after a failed token request, if no call fails meanwhile.")]
    public TokenBackoffOptions Backoff { get; set; } = new();

    [Option("When the gateway stops asking a token endpoint that keeps failing.")]
    public CircuitBreakerOptions CircuitBreaker { get; set; } = new();
}

/// <summary>The values of <c>client_assertion_type</c> (RFC 7521 §4.2).</summary>
internal static class ClientAssertionTypes
{
    public const string Jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
}
