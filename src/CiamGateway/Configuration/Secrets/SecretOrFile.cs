using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Secrets;

/// <summary>
/// Every secret can be given as a value (<c>X</c>) or a file (<c>XFile</c>); as everywhere, the later source wins, so that an environment
/// variable replaces a file named in appsettings.json.
/// </summary>
internal static class SecretOrFile
{
    private const string FileSuffix = "File";

    /// <summary>
    /// The section's settings without the ones that a later source replaces by the other key of the pair. If one source has both keys,
    /// both stay: validation refuses that.
    /// </summary>
    public static Dictionary<string, string?> WithoutOverridden(IConfiguration configuration, ConfigurationOrigins origins, string section)
    {
        var settings = configuration.GetSection(section).AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase);
        foreach (var file in settings.Keys.Where(key => key.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase)).ToList())
        {
            var value = file[..^FileSuffix.Length];
            if (!settings.ContainsKey(value))
            {
                continue;
            }
            var order = origins.OrderOf(value).CompareTo(origins.OrderOf(file));
            if (order != 0)
            {
                settings.Remove(order > 0 ? file : value);
            }
        }
        return settings;
    }
}
