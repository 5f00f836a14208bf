using System.ComponentModel;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections.Proxies;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.Clients;

/// <summary>One OAuth client: where it asks for access tokens, how it proves who it is, how long it waits.</summary>
internal sealed class TokenClientOptions
{
    [Description("The authorization server's token endpoint (RFC 6749 §3.2). https, or http on loopback.")]
    public string? TokenEndpoint { get; set; }

    [Description(
        "Instead of TokenEndpoint: the authorization server's issuer, whose metadata (RFC 8414, OpenID discovery) names the token endpoint."
    )]
    public string? Issuer { get; set; }

    [Description("How long the issuer's metadata is used before it is read again. Default 1 h.")]
    public TimeSpan MetadataLifetime { get; set; } = TimeSpan.FromHours(1);

    [Description("PEM file with the certificate authorities to trust at the token endpoint, instead of the system's.")]
    public string? TrustedCertificatesFile { get; set; }

    [Description("The HTTP proxy on the way to the token endpoint.")]
    public ProxyOptions Proxy { get; set; } = new();

    [Description("The client identifier (RFC 6749 §2.2).")]
    public string? ClientId { get; set; }

    [Description(
        "How the client authenticates: client_secret_basic (default), client_secret_post, client_secret_jwt, "
            + "private_key_jwt, tls_client_auth, or none for a grant type that needs no client authentication."
    )]
    public string ClientAuthentication { get; set; } = "client_secret_basic";

    [Description("The client secret. Better kept in a file (ClientSecretFile) or an environment variable.")]
    [Secret]
    public string? ClientSecret { get; set; }

    [Description("A file that holds the client secret; one line end after it is ignored.")]
    public string? ClientSecretFile { get; set; }

    [Description("For private_key_jwt: the private key as PEM or JWK. Better kept in a file (PrivateKeyFile).")]
    [Secret]
    public string? PrivateKey { get; set; }

    [Description("A file that holds the private key as PEM or JWK.")]
    public string? PrivateKeyFile { get; set; }

    [Description("The kid in the header of client assertions. Default: the JWK's own.")]
    public string? KeyId { get; set; }

    [Description(
        "The algorithm of client assertions: HS256, HS384, HS512 with a secret; RS256, RS384, RS512, PS256, PS384, PS512, ES256, "
            + "ES384, ES512 with a key. Default: HS256, RS256, or what fits the key's curve."
    )]
    public string? SigningAlgorithm { get; set; }

    [Description("The aud of client assertions: token_endpoint (default), issuer, or any text.")]
    public string AssertionAudience { get; set; } = "token_endpoint";

    [Description("How long a client assertion is valid. Default 1 min.")]
    public TimeSpan AssertionLifetime { get; set; } = TimeSpan.FromMinutes(1);

    [Description(
        "For private_key_jwt, instead of a key: a file with a client assertion that another program signs and renews, "
            + "such as a projected Kubernetes service account token or a SPIFFE JWT-SVID. It is read again for every token "
            + "request."
    )]
    public string? ClientAssertionFile { get; set; }

    [Description(
        "The client_assertion_type that goes with ClientAssertionFile. Default " + "urn:ietf:params:oauth:client-assertion-type:jwt-bearer."
    )]
    public string ClientAssertionType { get; set; } = ClientAssertionTypes.Jwt;

    [Description("For tls_client_auth: the client certificate with its chain, as PEM or PFX.")]
    public string? CertificateFile { get; set; }

    [Description("The private key of a PEM CertificateFile, where it is not in the same file.")]
    public string? CertificateKeyFile { get; set; }

    [Description("The password of a PFX CertificateFile or an encrypted CertificateKeyFile.")]
    [Secret]
    public string? CertificatePassword { get; set; }

    [Description("A file that holds that password.")]
    public string? CertificatePasswordFile { get; set; }

    [Description("Whether to ask for tokens bound to a key of the gateway (DPoP, RFC 9449). Default false.")]
    public bool DPoP { get; set; }

    [Description(
        "The grant type: client_credentials (default), password (RFC 6749 §4.3), "
            + "urn:ietf:params:oauth:grant-type:jwt-bearer (RFC 7523 §2.1), urn:ietf:params:oauth:grant-type:token-exchange "
            + "(RFC 8693), or any other text, with its own parameters under Parameters."
    )]
    public string GrantType { get; set; } = TokenGrants.ClientCredentials;

    [Description("For the grant type password: the user in whose name tokens are issued.")]
    public string? UserName { get; set; }

    [Description("That user's password. Better kept in a file (PasswordFile).")]
    [Secret]
    public string? Password { get; set; }

    [Description("A file that holds that password.")]
    public string? PasswordFile { get; set; }

    [Description(
        "For the grant type jwt-bearer: a file with an assertion that another program signs and renews. It is read "
            + "again for every token request."
    )]
    public string? AssertionFile { get; set; }

    [Description(
        "For the grant type jwt-bearer, instead of AssertionFile: the subject of assertions that the gateway signs, "
            + "with the key that the client authenticates with or with PrivateKeyFile."
    )]
    public string? AssertionSubject { get; set; }

    [Description(
        "For the grant type token-exchange: a file with the token to exchange, which another program renews. It is "
            + "read again for every token request."
    )]
    public string? SubjectTokenFile { get; set; }

    [Description("For the grant type token-exchange: the subject_token_type. Default urn:ietf:params:oauth:token-type:jwt.")]
    public string SubjectTokenType { get; set; } = TokenGrants.JwtTokenType;

    [Description("How the parameters of the token request go: form (default), or json for one JSON object with the same members.")]
    public string RequestFormat { get; set; } = "form";

    [Description("Further headers of the token request, such as an API key of a gateway in front of the token endpoint. Shown nowhere.")]
    [Secret]
    public Dictionary<string, string> RequestHeaders { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description("Further headers of the token request, each with a file that holds its value.")]
    public Dictionary<string, string> RequestHeaderFiles { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    [Description("Where the answer has the token and its lifetime.")]
    public TokenResponseOptions Response { get; set; } = new();

    [Description("Extra form parameters of the token request, such as audience.")]
    [Secret(NamesEndingIn = ["secret", "password", "_token", "assertion"])]
    public Dictionary<string, string> Parameters { get; set; } = new(StringComparer.Ordinal);

    [Description("Time to establish a connection to the token endpoint. Default 2 s.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    [Description("The longest time that a connection takes new token requests; the next one goes where DNS leads then. Default 2 min.")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(2);

    [Description("Time for one token request, connecting and reading included. Default 3 s.")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    [Description("Time for a token request and its retries together. Default 8 s.")]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(8);

    [Description("Time that a caller's request waits for a token before it is answered with 504. Default 5 s.")]
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromSeconds(5);

    [Description("Retries after a token request that failed for a passing reason. Default 2.")]
    public int Retries { get; set; } = 2;

    [Description("Lifetime of a token whose answer does not state expires_in. Default 60 s.")]
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromSeconds(60);

    [Description("Longer lifetimes are cut to this. Default 24 h.")]
    public TimeSpan MaximumLifetime { get; set; } = TimeSpan.FromHours(24);

    [Description(
        "The end of a token's life in which a renewal that failed is tried again once a second, at most a tenth of its lifetime. "
            + "Default 30 s. The old token serves meanwhile; in its last second, requests wait for the new one and take the old "
            + "one if that does not come."
    )]
    public TimeSpan ExpirySkew { get; set; } = TimeSpan.FromSeconds(30);

    [Description("When tokens are renewed.")]
    public TokenRefreshOptions Refresh { get; set; } = new();

    [Description("How long the authorization server is left alone after a failure, if no call fails meanwhile.")]
    public TokenBackoffOptions Backoff { get; set; } = new();

    [Description("When a token endpoint that keeps failing is asked for no further token.")]
    public CircuitBreakerOptions CircuitBreaker { get; set; } = new();
}

/// <summary>The values of <c>client_assertion_type</c> (RFC 7521 §4.2).</summary>
internal static class ClientAssertionTypes
{
    public const string Jwt = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
}
