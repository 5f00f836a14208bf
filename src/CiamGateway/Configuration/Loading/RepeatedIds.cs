namespace CiamGateway.Configuration.Loading;

/// <summary>
/// Finds routes and clusters that two route files define under the same id. Merged, the route of one file would get the access policy or
/// the destination of the other. Files given by <c>--config</c>, the environment and the command line override on purpose.
/// </summary>
internal static class RepeatedIds
{
    private static readonly string[] Sections = [$"{SectionNames.Proxy}:Routes", $"{SectionNames.Proxy}:Clusters"];

    /// <param name="files">The route files, by the names that operators know.</param>
    public static void Check(IReadOnlyList<(string Name, IndexedConfiguration Settings)> files, ConfigurationReading reading)
    {
        foreach (var section in Sections)
        {
            var firsts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var (file, settings) in files)
            {
                foreach (var child in settings.At(section).Children)
                {
                    if (!firsts.TryAdd(child.Key, file))
                    {
                        reading.Report(
                            child.Path,
                            $"is defined in two route files: '{firsts[child.Key]}' and '{file}'.",
                            "rename it in one of them, or remove one."
                        );
                    }
                }
            }
        }
    }
}
