namespace CiamGateway.Configuration;

/// <summary>Warns of secrets that other users of this machine can read: on the command line, or in a file that everybody may read.</summary>
internal static class ExposedSecrets
{
    private static readonly string[] Sections = [GatewayOptions.Section, KestrelOptions.Section];

    public static void Check(IndexedConfiguration root, ConfigurationReading reading)
    {
        var secrets =
            from setting in root.Settings
            where setting.Value is { Length: > 0 } && IsOurs(setting.Key) && SecretKeys.IsClearSecret(setting.Key, setting.Value)
            orderby setting.Key
            select setting.Key;
        foreach (var key in secrets)
        {
            if (reading.Origins.SourceOf(key) is { IsCommandLine: true })
            {
                reading.Warn(key, "is given on the command line, which every user of this machine can read.", $"{InAFile(key)}, or set the environment variable {Variable(key)}.");
            }
            else if (reading.Origins.SourceOf(key) is { File: { } file } && ConfigurationReading.IsReadableByAll(file))
            {
                reading.Warn(key, $"is written in '{file}', which every user of this machine can read.", $"{InAFile(key)}, or chmod o-r '{file}'.");
            }
        }
    }

    private static bool IsOurs(string key) =>
        Array.Exists(Sections, section => key.StartsWith($"{section}{ConfigurationPath.KeyDelimiter}", StringComparison.OrdinalIgnoreCase));

    /// <summary>Kestrel's keys and form parameters have no twin that names a file.</summary>
    private static string InAFile(string key) =>
        key.StartsWith(KestrelOptions.Section, StringComparison.OrdinalIgnoreCase) || key.Contains($":{nameof(TokenClientOptions.Parameters)}:", StringComparison.OrdinalIgnoreCase)
            ? "write it into a --config file that only the gateway's user can read"
            : $"write it into a file that only the gateway's user can read, and name that in {key}File";

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
