using System.Text.RegularExpressions;

namespace CiamGateway.Configuration.Checking;

/// <summary>Recognizes what a template engine or a shell should have replaced: the gateway itself replaces nothing.</summary>
internal static partial class Placeholder
{
    public static bool Is(string value) => Form().IsMatch(value);

    [GeneratedRegex(
        @"^(?:\$\{[^{}]+\}|\$\([^()]+\)|\{\{[^{}]+\}\}|<[A-Za-z][\w -]*>|%[A-Z_][A-Z0-9_]*%|#\{[^{}]+\}#?|\$[A-Z_][A-Z0-9_]{3,})$"
    )]
    private static partial Regex Form();
}
