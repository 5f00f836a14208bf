using System.Globalization;

namespace CiamGateway.Secrecy;

/// <summary>
/// A text that came from another server or from an exception. It may repeat a secret or a token, and shows itself only masked, cut, and
/// without control characters.
/// </summary>
internal sealed class ForeignText
{
    public const int LongestShown = 300;

    /// <summary>What comes behind is not even looked at, so that masking takes little memory.</summary>
    private const int LongestRead = 4096;

    private readonly string _shown;

    /// <param name="presented">Further secrets: what the caller of this request presented.</param>
    private ForeignText(string text, int longest, IEnumerable<string> presented)
    {
        var secrets = KnownSecrets.All.Concat(presented).ToList();
        var read = text.Length > LongestRead ? text[..LongestRead] : text;
        // A secret may come together only where characters between its parts are left out.
        var masked = SecretMask.Apply(Printable(SecretMask.Apply(read, secrets)), secrets);
        _shown = masked.Length > longest ? masked[..longest] : masked;
    }

    /// <summary>The message of an exception, on one line.</summary>
    public static ForeignText Of(Exception exception) => new(exception.Message, LongestRead, []);

    public static ForeignText Of(string? text) => new(text ?? "", LongestShown, []);

    public static ForeignText Of(string? text, IEnumerable<string> presented) => new(text ?? "", LongestShown, presented);

    /// <summary>Up to the length that is looked at.</summary>
    public static ForeignText Long(string? text) => new(text ?? "", LongestRead, []);

    public override string ToString() => _shown;

    private static string Printable(string text) =>
        string.Concat(text.Select(character => char.IsWhiteSpace(character) ? ' ' : character).Where(IsPrintable));

    private static bool IsPrintable(char character) =>
        char.GetUnicodeCategory(character)
            is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);
}
