using CiamGateway.Configuration.Loading;

namespace CiamGateway.Configuration.Checking;

/// <summary>
/// Warns of environment variables that were probably meant for the gateway, and that nothing reads. Those in capital letters with single
/// underscores are Kubernetes' own for every service.
/// </summary>
internal static class VariableNames
{
    private const string Divider = "__";

    /// <param name="sections">The sections that have keys below them.</param>
    public static void Check(string[] sections, ConfigurationReading reading)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.OfType<string>())
        {
            var section = name.Split(Divider)[0];
            if (
                section.Length < name.Length
                && !sections.Contains(section, StringComparer.OrdinalIgnoreCase)
                && NearestName.Of(section, sections) is { } nearest
            )
            {
                reading.Warn(name, "is an environment variable that nothing reads.", $"write '{nearest}{name[section.Length..]}'.");
            }
            else if (
                Array.Find(sections, known =>
                    name.StartsWith($"{known}_", StringComparison.Ordinal) && !name.StartsWith(known + Divider, StringComparison.Ordinal)
                ) is
                { } known
            )
            {
                reading.Warn(
                    name,
                    "is an environment variable that nothing reads.",
                    "write two underscores between parts, "
                        + $"as in '{known}{Divider}{name[(known.Length + 1)..].Replace("_", Divider, StringComparison.Ordinal)}'."
                );
            }
        }
    }
}
