namespace CiamGateway.Configuration;

/// <summary>Warns of environment variables that were probably meant for the gateway, and that nothing reads.</summary>
internal static class VariableNames
{
    private const string Divider = "__";

    /// <summary>What is not for the gateway at all: Kubernetes has variables of its own for every service, in capital letters.</summary>
    private static readonly string[] Sections = [GatewayOptions.Section, "ReverseProxy", KestrelOptions.Section, LoggingValidator.Section];

    public static void Check(ConfigurationReading reading)
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.OfType<string>())
        {
            var section = name.Split(Divider)[0];
            if (section.Length < name.Length && !Sections.Contains(section, StringComparer.OrdinalIgnoreCase) && NearestName.Of(section, Sections) is { } nearest)
            {
                reading.Warn(name, "is an environment variable that nothing reads.", $"'{nearest}{name[section.Length..]}'.");
            }
            else if (Array.Find(Sections, known => name.StartsWith($"{known}_", StringComparison.Ordinal) && !name.StartsWith(known + Divider, StringComparison.Ordinal)) is { } known)
            {
                reading.Warn(name, "is an environment variable that nothing reads.", $"two underscores between parts, as in '{known}{Divider}{name[(known.Length + 1)..].Replace("_", Divider, StringComparison.Ordinal)}'.");
            }
        }
    }
}
