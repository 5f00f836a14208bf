using System.Security.Cryptography;
using System.Text;
using CiamGateway.Configuration.Loading;

namespace CiamGateway;

/// <summary>
/// The beginning of a SHA-256 over the sections of the gateway and its routes: replicas with the same configuration show the same. Secrets
/// do not go into it, so that it tells nothing about them.
/// </summary>
internal static class ConfigurationHash
{
    private static readonly string[] Sections =
    [
        $"{GatewayOptions.Section}{ConfigurationPath.KeyDelimiter}",
        $"{SectionNames.Proxy}{ConfigurationPath.KeyDelimiter}",
    ];

    public static string Of(IndexedConfiguration configuration)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (
            var (key, value) in configuration
                .Settings.Where(setting => setting.Value is not null && IsOurs(setting.Key) && !SectionNames.Secrets.Contain(setting.Key))
                .OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase)
        )
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{key.ToUpperInvariant()}\0{value}\0"));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 4));
    }

    private static bool IsOurs(string key) =>
        Array.Exists(Sections, section => key.StartsWith(section, StringComparison.OrdinalIgnoreCase));
}
