using System.Security.Cryptography;
using System.Text;

namespace CiamGateway.Configuration;

/// <summary>The beginning of a SHA-256 over the sections of the gateway and its routes: replicas with the same configuration show the same. Secrets do not go into it, so that it tells nothing about them.</summary>
internal static class ConfigurationHash
{
    private static readonly string[] Sections = [$"{GatewayOptions.Section}{ConfigurationPath.KeyDelimiter}", $"{SectionNames.Proxy}{ConfigurationPath.KeyDelimiter}"];

    private static readonly string[] Secrets =
    [
        nameof(TokenClientOptions.ClientSecret), nameof(TokenClientOptions.PrivateKey), nameof(TokenClientOptions.CertificatePassword), nameof(ProxyOptions.Password),
        nameof(TokenCacheOptions.Redis), nameof(TokenCacheOptions.RedisPassword), nameof(CallerOptions.ApiKeys), nameof(CallerOptions.Passwords),
    ];

    public static string Of(IndexedConfiguration configuration)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (key, value) in configuration.Settings.Where(setting => setting.Value is not null && IsOurs(setting.Key) && !IsSecret(setting.Key)).OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key.ToUpperInvariant()}\0{value}\0"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
    }

    private static bool IsOurs(string key) => Array.Exists(Sections, section => key.StartsWith(section, StringComparison.OrdinalIgnoreCase));

    /// <summary>By the key itself, or that of the list that it stands in: what stands above are names, which may end in anything.</summary>
    private static bool IsSecret(string key)
    {
        var parts = key.Split(ConfigurationPath.KeyDelimiter);
        var name = parts[^1].All(char.IsAsciiDigit) ? parts[^2] : parts[^1];
        return Secrets.Contains(name, StringComparer.OrdinalIgnoreCase) || IsSecretParameter(parts);
    }

    private static bool IsSecretParameter(string[] parts) =>
        parts is [.., var parent, var name]
        && parent.Equals(nameof(TokenClientOptions.Parameters), StringComparison.OrdinalIgnoreCase)
        && (name.EndsWith("secret", StringComparison.OrdinalIgnoreCase) || name.EndsWith("password", StringComparison.OrdinalIgnoreCase));
}
