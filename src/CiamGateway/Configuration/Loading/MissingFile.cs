namespace CiamGateway.Configuration.Loading;

/// <summary>What to do about a configuration file that is not there.</summary>
internal static class MissingFile
{
    /// <param name="key">The key that names the file; null if no key does.</param>
    /// <param name="written">What the key says.</param>
    public static string Fix(string? key, string written) =>
        key is null
            ? "correct the path, or create the file."
            : written switch
            {
                _ when written.AsSpan().IndexOfAny("?[{") >= 0 => $"correct {key}: a pattern may have only * and **.",
                ['~', ..] or ['$', ..] or ['%', ..] => $"write the whole path into {key}: the gateway replaces neither ~ nor variables.",
                _ when written.Contains('\\', StringComparison.Ordinal) && Path.DirectorySeparatorChar == '/' =>
                    $"write / in {key} instead of \\ between folders.",
                _ => $"create the file, or correct {key}.",
            };

    public static string FixOfFolder(string? key, string written) =>
        key is null ? "name a file in it." : $"name a file in it, or write '{written.TrimEnd('/')}/*.json' into {key} for all of them.";
}
