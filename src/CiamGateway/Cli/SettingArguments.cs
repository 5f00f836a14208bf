namespace CiamGateway.Cli;

/// <summary>Tells settings on the command line (<c>--Section:Key=value</c>) from mistyped options.</summary>
internal static class SettingArguments
{
    private static readonly string[] Sections = ["Gateway:", "ReverseProxy:", "Kestrel:", "Logging:", "AllowedHosts=", "Urls="];

    public static string? FirstThatIsNone(IEnumerable<string> arguments) => arguments.FirstOrDefault(argument => !IsSetting(argument));

    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal)
        && argument.Contains('=', StringComparison.Ordinal)
        && Sections.Any(section => argument.AsSpan(2).StartsWith(section, StringComparison.OrdinalIgnoreCase));
}
