using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Tokens.ClientAuthentication;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.Assertions;

/// <summary>Reads what a token client's grant type needs, and refuses keys that it does not take.</summary>
internal static class TokenGrantReader
{
    private static readonly Dictionary<string, Grant> Grants = new(StringComparer.Ordinal)
    {
        [TokenGrants.Password] = new(
            [nameof(TokenClientOptions.UserName), nameof(TokenClientOptions.Password), nameof(TokenClientOptions.PasswordFile)],
            ["username", "password"],
            ReadUser
        ),
        [TokenGrants.JwtBearer] = new(
            [nameof(TokenClientOptions.AssertionFile), nameof(TokenClientOptions.AssertionSubject)],
            ["assertion"],
            ReadAssertion
        ),
        [TokenGrants.TokenExchange] = new(
            [nameof(TokenClientOptions.SubjectTokenFile), nameof(TokenClientOptions.SubjectTokenType)],
            ["subject_token", "subject_token_type"],
            ReadSubjectToken
        ),
    };

    /// <param name="credential">What the client authenticates with; null if that has a problem.</param>
    /// <returns>What the grant sends, as far as it could be read; problems are reported.</returns>
    public static TokenRequestSettings Read(
        string path,
        TokenClientOptions options,
        ClientCredential? credential,
        ConfigurationReading reading
    )
    {
        RefuseOtherKeys(path, options, reading);
        return Grants.TryGetValue(options.GrantType, out var grant)
            ? grant.Read(path, options, credential, reading)
            : new TokenRequestSettings();
    }

    /// <summary>The parameters that the gateway sets for this grant type.</summary>
    public static IReadOnlyList<string> Parameters(string grantType) =>
        Grants.TryGetValue(grantType, out var grant) ? grant.Parameters : [];

    /// <summary>
    /// Whether the gateway signs the grant's assertion, so that the client may have a key for it beside its own credential.
    /// </summary>
    public static bool Signs(TokenClientOptions options) =>
        options.GrantType == TokenGrants.JwtBearer && !string.IsNullOrEmpty(options.AssertionSubject);

    private static void RefuseOtherKeys(string path, TokenClientOptions options, ConfigurationReading reading)
    {
        (string Key, bool IsGiven)[] all =
        [
            (nameof(options.UserName), !string.IsNullOrEmpty(options.UserName)),
            (nameof(options.Password), !string.IsNullOrEmpty(options.Password)),
            (nameof(options.PasswordFile), !string.IsNullOrEmpty(options.PasswordFile)),
            (nameof(options.AssertionFile), !string.IsNullOrEmpty(options.AssertionFile)),
            (nameof(options.AssertionSubject), !string.IsNullOrEmpty(options.AssertionSubject)),
            (nameof(options.SubjectTokenFile), !string.IsNullOrEmpty(options.SubjectTokenFile)),
            (nameof(options.SubjectTokenType), options.SubjectTokenType != TokenGrants.JwtTokenType),
        ];
        foreach (var (key, _) in all.Where(given => given.IsGiven))
        {
            var taker = Grants.Single(grant => grant.Value.Keys.Contains(key, StringComparer.Ordinal)).Key;
            if (taker != options.GrantType)
            {
                reading.Report(
                    $"{path}:{key}",
                    $"is not used by the grant type {options.GrantType}.",
                    $"remove it, or set GrantType to {taker}."
                );
            }
        }
    }

    private static TokenRequestSettings ReadUser(
        string path,
        TokenClientOptions options,
        ClientCredential? credential,
        ConfigurationReading reading
    )
    {
        if (string.IsNullOrEmpty(options.UserName))
        {
            reading.Report(
                $"{path}:{nameof(options.UserName)}",
                "is missing.",
                "write the user in whose name the authorization server issues the tokens (RFC 6749 §4.3)."
            );
        }
        var password = new SecretReference($"{path}:{nameof(options.Password)}", options.Password, options.PasswordFile);
        return new() { User = password.Read(reading) is { } secret ? (options.UserName ?? "", secret) : null };
    }

    private static TokenRequestSettings ReadAssertion(
        string path,
        TokenClientOptions options,
        ClientCredential? credential,
        ConfigurationReading reading
    )
    {
        var filePath = $"{path}:{nameof(options.AssertionFile)}";
        switch (options.AssertionFile, options.AssertionSubject)
        {
            case ({ Length: > 0 }, { Length: > 0 }):
                reading.Report($"{path}:{nameof(options.AssertionSubject)}", "is given beside AssertionFile.", "keep one of them.");
                return new();
            case ({ Length: > 0 } file, _):
                return new() { File = ReadFile(nameof(options.AssertionFile), filePath, file, isJwt: true, reading) };
            case (_, { Length: > 0 } subject):
                return new() { AssertionSubject = subject, AssertionKey = ReadKey(path, options, credential, reading) };
            default:
                reading.Report(
                    filePath,
                    "is missing.",
                    "name a file with the assertion (RFC 7523 §2.1), or AssertionSubject and a key for assertions that the gateway signs."
                );
                return new();
        }
    }

    /// <summary>The key that the client authenticates with, if it signs; otherwise one for this purpose alone.</summary>
    private static SigningCredentials? ReadKey(
        string path,
        TokenClientOptions options,
        ClientCredential? credential,
        ConfigurationReading reading
    )
    {
        if (credential is null || credential.SigningKey is not null)
        {
            return credential?.SigningKey;
        }
        var reference = new SecretReference($"{path}:{nameof(options.PrivateKey)}", options.PrivateKey, options.PrivateKeyFile);
        return reference.Read(reading) is { } key
            ? SigningKeyReader.FromPrivateKey(path, reference.GivenPath, key, options, reading)
            : null;
    }

    private static TokenRequestSettings ReadSubjectToken(
        string path,
        TokenClientOptions options,
        ClientCredential? credential,
        ConfigurationReading reading
    )
    {
        var filePath = $"{path}:{nameof(options.SubjectTokenFile)}";
        if (string.IsNullOrWhiteSpace(options.SubjectTokenType))
        {
            reading.Report(
                $"{path}:{nameof(options.SubjectTokenType)}",
                "is empty.",
                $"write {TokenGrants.JwtTokenType}, or the type that the authorization server takes (RFC 8693 §3)."
            );
        }
        if (string.IsNullOrEmpty(options.SubjectTokenFile))
        {
            reading.Report(filePath, "is missing.", "name the file with the token to exchange (RFC 8693 §2.1).");
            return new();
        }
        var isJwt = options.SubjectTokenType.Split(':')[^1] is "jwt" or "id_token";
        return new() { File = ReadFile(nameof(options.SubjectTokenFile), filePath, options.SubjectTokenFile, isJwt, reading) };
    }

    private static GrantFile? ReadFile(string key, string path, string file, bool isJwt, ConfigurationReading reading) =>
        reading.LocateTokenFile(path, file) is { } found ? new GrantFile(key, found, isJwt) : null;

    /// <param name="Keys">The configuration keys that only this grant type takes.</param>
    /// <param name="Parameters">The parameters of the token request that these keys make.</param>
    private sealed record Grant(
        string[] Keys,
        string[] Parameters,
        Func<string, TokenClientOptions, ClientCredential?, ConfigurationReading, TokenRequestSettings> Read
    );
}
