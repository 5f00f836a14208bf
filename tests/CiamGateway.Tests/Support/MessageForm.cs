using System.Text.RegularExpressions;

namespace CiamGateway.Tests.Support;

/// <summary>The form of everything that the gateway tells operators: "what: cause. Fix: imperative."</summary>
internal static partial class MessageForm
{
    private static readonly HashSet<string> Imperatives = new(
        (
            "add admit allow ask begin build call change check chmod choose compare configure convert copy correct create declare define "
            + "describe do encode encrypt export find fix free give have import install issue keep leave let limit listen look lower make "
            + "mount move name open permit put quote raise read remove rename repeat replace request restart restore run save see send "
            + "set shorten start stop take trust turn update use wait write"
        ).Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    /// <returns>Whether a fix begins with what to do. A condition may precede it: "if …, …".</returns>
    public static bool IsImperative(string fix)
    {
        var text = Condition().Replace(fix, "");
        return Imperatives.Contains(FirstWord().Match(text).Value);
    }

    /// <returns>What is wrong with the form of a whole line; null if it is right.</returns>
    public static string? FaultOf(string line)
    {
        var parts = line.Split(" Fix: ");
        return parts.Length != 2 ? "it has not one fix"
            : !parts[0].EndsWith('.') && !parts[0].EndsWith('"') ? "no full stop ends the cause"
            : !IsImperative(parts[1]) ? "its fix is no imperative"
            : !parts[1].EndsWith('.') ? "no full stop ends the fix"
            : null;
    }

    [GeneratedRegex(@"^[A-Za-z]+")]
    private static partial Regex FirstWord();

    [GeneratedRegex("^(?:(?:[Ii]f|[Tt]o|[Nn]othing if) [^,;:]+[,;:] (?:otherwise )?)")]
    private static partial Regex Condition();
}
