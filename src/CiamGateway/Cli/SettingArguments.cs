namespace CiamGateway.Cli;

/// <summary>Tells settings on the command line (<c>--Section:Key=value</c>) from options and arguments of a verb.</summary>
internal static class SettingArguments
{
    private static readonly string[] Sections =
    [
        .. SectionNames.Nested.Select(name => $"{name}:"),
        .. SectionNames.Single.Select(name => $"{name}="),
    ];

    public static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal)
        && argument.Contains('=', StringComparison.Ordinal)
        && Sections.Any(section => argument.AsSpan(2).StartsWith(section, StringComparison.OrdinalIgnoreCase));
}
