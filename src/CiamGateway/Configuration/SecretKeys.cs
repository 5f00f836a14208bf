namespace CiamGateway.Configuration;

/// <summary>The configuration keys whose values are secrets or hashes of secrets.</summary>
internal static class SecretKeys
{
    private static readonly string[] Secrets =
    [
        nameof(TokenClientOptions.ClientSecret), nameof(TokenClientOptions.PrivateKey), nameof(TokenClientOptions.CertificatePassword),
        nameof(ProxyOptions.Password), nameof(TokenCacheOptions.Redis), nameof(TokenCacheOptions.RedisPassword),
    ];

    /// <summary>Of the names of further parameters, such as <c>actor_token</c> (RFC 8693 §2.1).</summary>
    private static readonly string[] SecretEndings = ["secret", "password", "_token", "assertion"];

    private static readonly string[] Hashes = [nameof(CallerOptions.ApiKeys), nameof(CallerOptions.Passwords)];

    /// <summary>Whether the value is a secret or a hash of one.</summary>
    public static bool Contain(string key)
    {
        var parts = key.Split(ConfigurationPath.KeyDelimiter);
        return Secrets.Concat(Hashes).Contains(NameOf(parts), StringComparer.OrdinalIgnoreCase) || IsSecretParameter(parts);
    }

    /// <summary>Whether the value is a secret in clear. A connection string is one only if it has a password.</summary>
    public static bool IsClearSecret(string key, string value)
    {
        var parts = key.Split(ConfigurationPath.KeyDelimiter);
        return NameOf(parts).Equals(nameof(TokenCacheOptions.Redis), StringComparison.OrdinalIgnoreCase)
            ? value.Contains("password=", StringComparison.OrdinalIgnoreCase)
            : Secrets.Contains(NameOf(parts), StringComparer.OrdinalIgnoreCase) || IsSecretParameter(parts);
    }

    /// <summary>The name of the key itself, or of the list that it stands in: what stands above are names, which may end in anything.</summary>
    private static string NameOf(string[] parts) => parts.Length > 1 && parts[^1].All(char.IsAsciiDigit) ? parts[^2] : parts[^1];

    /// <summary>A further parameter is a secret if its name says so. Every further header is one, since any may hold a key.</summary>
    private static bool IsSecretParameter(string[] parts) => parts is [.., var parent, var name]
        && (parent.Equals(nameof(TokenClientOptions.RequestHeaders), StringComparison.OrdinalIgnoreCase)
            || (parent.Equals(nameof(TokenClientOptions.Parameters), StringComparison.OrdinalIgnoreCase)
                && Array.Exists(SecretEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))));
}
