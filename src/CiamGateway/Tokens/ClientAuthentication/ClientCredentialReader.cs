using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>Reads what a client's authentication method takes, and refuses what it does not.</summary>
internal static class ClientCredentialReader
{
    /// <summary>No client authentication (RFC 7591 §2), where the grant is proof enough (RFC 7521 §4.1, RFC 8693 §2.1).</summary>
    public const string None = "none";

    private static readonly string[] SecretKeys = [nameof(TokenClientOptions.ClientSecret), nameof(TokenClientOptions.ClientSecretFile)];
    private static readonly string[] AssertionKeys = [nameof(TokenClientOptions.KeyId), nameof(TokenClientOptions.SigningAlgorithm)];
    private static readonly string[] PrivateKeyKeys = [nameof(TokenClientOptions.PrivateKey), nameof(TokenClientOptions.PrivateKeyFile)];

    private static readonly string[] CertificateKeys =
    [
        nameof(TokenClientOptions.CertificateFile),
        nameof(TokenClientOptions.CertificateKeyFile),
        nameof(TokenClientOptions.CertificatePassword),
        nameof(TokenClientOptions.CertificatePasswordFile),
    ];

    /// <summary>Everything that differs between the methods.</summary>
    private static readonly Dictionary<string, Method> Methods = new(StringComparer.Ordinal)
    {
        ["client_secret_basic"] = new(SecretKeys, ReadSecret, (client, _) =>
            new ClientSecretBasic(client.ClientId, client.Credential.Secret!)
        ),
        ["client_secret_post"] = new(SecretKeys, ReadSecret, (client, _) =>
            new ClientSecretPost(client.ClientId, client.Credential.Secret!)
        ),
        ["client_secret_jwt"] = new([.. SecretKeys, .. AssertionKeys], ReadSigningSecret, (client, clock) =>
            new ClientAssertion(client, clock)
        ),
        ["private_key_jwt"] = new(
            [.. PrivateKeyKeys, .. AssertionKeys, nameof(TokenClientOptions.ClientAssertionFile)],
            ReadPrivateKey,
            (client, clock) =>
                client.Credential.AssertionFile is null ? new ClientAssertion(client, clock) : new IssuedClientAssertion(client)
        ),
        ["tls_client_auth"] = new(CertificateKeys, ReadCertificate, (client, _) => new TlsClientAuthentication(client.ClientId))
        {
            NeedsTls = true,
        },
        [None] = new([], ReadNone, (client, _) => new PublicClient(client.ClientId)),
    };

    /// <summary>Whether the method is of use only in a TLS handshake.</summary>
    public static bool NeedsTls(string method) => Methods.TryGetValue(method, out var known) && known.NeedsTls;

    /// <summary>What applies the client's method to its token requests.</summary>
    public static ClientAuthenticationMethod Create(TokenClientSettings client, TimeProvider clock) =>
        Methods[client.Credential.Method].Create(client, clock);

    public static ClientCredential? Read(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        if (Methods.TryGetValue(options.ClientAuthentication, out var method))
        {
            RefuseOtherKeys(path, options, method, reading);
            CheckAssertionType(path, options, reading);
            return method.Read(path, options, reading);
        }
        var fix = NearestName.Of(options.ClientAuthentication, Methods.Keys) is { } nearest
            ? $"write '{nearest}'."
            : $"write one of {string.Join(", ", Methods.Keys)}.";
        reading.Report(
            $"{path}:{nameof(options.ClientAuthentication)}",
            $"'{options.ClientAuthentication}' is not a client authentication method.",
            fix
        );
        return null;
    }

    private static void RefuseOtherKeys(string path, TokenClientOptions options, Method method, ConfigurationReading reading)
    {
        (string Key, string? Value)[] all =
        [
            (nameof(options.ClientSecret), options.ClientSecret),
            (nameof(options.ClientSecretFile), options.ClientSecretFile),
            (nameof(options.PrivateKey), options.PrivateKey),
            (nameof(options.PrivateKeyFile), options.PrivateKeyFile),
            (nameof(options.ClientAssertionFile), options.ClientAssertionFile),
            (nameof(options.KeyId), options.KeyId),
            (nameof(options.SigningAlgorithm), options.SigningAlgorithm),
            (nameof(options.CertificateFile), options.CertificateFile),
            (nameof(options.CertificateKeyFile), options.CertificateKeyFile),
            (nameof(options.CertificatePassword), options.CertificatePassword),
            (nameof(options.CertificatePasswordFile), options.CertificatePasswordFile),
        ];
        var others = all.Where(given => !string.IsNullOrEmpty(given.Value) && !method.Keys.Contains(given.Key, StringComparer.Ordinal));
        foreach (var (key, _) in others.Where(given => !SignsGrant(given.Key, options)))
        {
            var takers = Methods.Where(other => other.Value.Keys.Contains(key, StringComparer.Ordinal)).Select(other => other.Key);
            reading.Report(
                $"{path}:{key}",
                $"is not used by {options.ClientAuthentication}.",
                $"remove it, or set ClientAuthentication to {string.Join(" or ", takers)}."
            );
        }
    }

    /// <summary>Whether the key is for the grant's assertion. With client_secret_jwt the secret signs that.</summary>
    private static bool SignsGrant(string key, TokenClientOptions options) =>
        TokenGrantReader.Signs(options)
        && options.ClientAuthentication != "client_secret_jwt"
        && PrivateKeyKeys.Concat(AssertionKeys).Contains(key, StringComparer.Ordinal);

    private static void CheckAssertionType(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        var typePath = $"{path}:{nameof(options.ClientAssertionType)}";
        if (string.IsNullOrWhiteSpace(options.ClientAssertionType))
        {
            reading.Report(typePath, "is empty.", $"write {ClientAssertionTypes.Jwt}.");
        }
        else if (options.ClientAssertionType != ClientAssertionTypes.Jwt && string.IsNullOrEmpty(options.ClientAssertionFile))
        {
            reading.Report(typePath, "is not used without ClientAssertionFile.", "remove it, or name the file of the assertion.");
        }
    }

    private static ClientCredential? ReadSecret(string path, TokenClientOptions options, ConfigurationReading reading) =>
        SecretOf(path, options).Read(reading) is { } secret ? new ClientCredential(options.ClientAuthentication) { Secret = secret } : null;

    private static ClientCredential? ReadSigningSecret(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        var reference = SecretOf(path, options);
        return
            reference.Read(reading) is { } secret
            && SigningKeyReader.FromSecret(path, reference.GivenPath, secret, options, reading) is { } key
            ? new ClientCredential(options.ClientAuthentication) { Secret = secret, SigningKey = key }
            : null;
    }

    private static ClientCredential? ReadPrivateKey(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        if (!string.IsNullOrEmpty(options.ClientAssertionFile))
        {
            return ReadAssertionFile(path, options, options.ClientAssertionFile, reading);
        }
        var reference = new SecretReference($"{path}:{nameof(options.PrivateKey)}", options.PrivateKey, options.PrivateKeyFile);
        return
            reference.Read(reading) is { } privateKey
            && SigningKeyReader.FromPrivateKey(path, reference.GivenPath, privateKey, options, reading) is { } key
            ? new ClientCredential(options.ClientAuthentication) { SigningKey = key }
            : null;
    }

    /// <summary>The assertion is signed elsewhere, so that nothing that signs one is used.</summary>
    private static ClientCredential? ReadAssertionFile(string path, TokenClientOptions options, string file, ConfigurationReading reading)
    {
        (string Key, bool IsGiven)[] others =
        [
            (nameof(options.PrivateKey), !string.IsNullOrEmpty(options.PrivateKey)),
            (nameof(options.PrivateKeyFile), !string.IsNullOrEmpty(options.PrivateKeyFile)),
            (nameof(options.KeyId), !string.IsNullOrEmpty(options.KeyId)),
            (nameof(options.SigningAlgorithm), !string.IsNullOrEmpty(options.SigningAlgorithm)),
            (nameof(options.AssertionAudience), options.AssertionAudience != new TokenClientOptions().AssertionAudience),
        ];
        foreach (var (key, _) in others.Where(other => other.IsGiven && !TokenGrantReader.Signs(options)))
        {
            reading.Report(
                $"{path}:{key}",
                "is not used with ClientAssertionFile: the program that writes this file signs the assertion.",
                "remove it, or remove ClientAssertionFile."
            );
        }
        return reading.LocateTokenFile($"{path}:{nameof(options.ClientAssertionFile)}", file) is { } found
            ? new ClientCredential(options.ClientAuthentication) { AssertionFile = found }
            : null;
    }

    private static ClientCredential? ReadCertificate(string path, TokenClientOptions options, ConfigurationReading reading) =>
        ClientCertificateReader.Read(path, options, reading) is { } certificate
            ? new ClientCredential(options.ClientAuthentication) { Certificate = certificate }
            : null;

    private static ClientCredential? ReadNone(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        if (options.GrantType == TokenGrants.ClientCredentials)
        {
            reading.Report(
                $"{path}:{nameof(options.ClientAuthentication)}",
                "is none, and the grant type client_credentials is for clients that authenticate (RFC 6749 §4.4).",
                $"write one of {string.Join(", ", Methods.Keys.Where(method => method != None))}, or another GrantType."
            );
        }
        return new ClientCredential(None);
    }

    private static SecretReference SecretOf(string path, TokenClientOptions options) =>
        new($"{path}:{nameof(options.ClientSecret)}", options.ClientSecret, options.ClientSecretFile);

    /// <summary>A client authentication method.</summary>
    /// <param name="Keys">The configuration keys that it takes.</param>
    /// <param name="Read">Reads what these keys name.</param>
    /// <param name="Create">Makes what applies it to token requests.</param>
    private sealed record Method(
        string[] Keys,
        Func<string, TokenClientOptions, ConfigurationReading, ClientCredential?> Read,
        Func<TokenClientSettings, TimeProvider, ClientAuthenticationMethod> Create
    )
    {
        public bool NeedsTls { get; init; }
    }
}
