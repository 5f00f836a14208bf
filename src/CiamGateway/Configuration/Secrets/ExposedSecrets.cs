using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Secrets;

/// <summary>
/// Warns of secrets that other users of this machine can read: on the command line, or in a file that everybody may read.
/// </summary>
internal static class ExposedSecrets
{
    public static void Check(IndexedConfiguration root, SecretKeys secretKeys, ConfigurationReading reading)
    {
        var exposed =
            from setting in root.Settings
            where setting.Value is { Length: > 0 } && secretKeys.IsClearSecret(setting.Key, setting.Value)
            orderby setting.Key
            select setting.Key;
        foreach (var key in exposed)
        {
            var inAFile = secretKeys.HasFileTwin(key)
                ? $"write it into a file that only the gateway's user can read, and name that in {key}File"
                : "write it into a --config file that only the gateway's user can read";
            if (reading.Origins.SourceOf(key) is { IsCommandLine: true })
            {
                reading.Warn(
                    key,
                    "is given on the command line, which every user of this machine can read.",
                    $"{inAFile}, or set the environment variable {Variable(key)}."
                );
            }
            else if (reading.Origins.SourceOf(key) is { File: { } file } && ConfigurationReading.IsReadableByAll(file))
            {
                reading.Warn(
                    key,
                    $"is written in '{file}', which every user of this machine can read.",
                    $"{inAFile}, or chmod o-r '{file}'."
                );
            }
        }
    }

    private static string Variable(string key) => key.Replace(":", "__", StringComparison.Ordinal);
}
