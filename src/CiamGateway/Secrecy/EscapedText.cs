using System.Globalization;
using System.Text;

namespace CiamGateway.Secrecy;

/// <summary>A text, and the position of each of its characters in the text that it was made from.</summary>
internal readonly record struct EscapedText(string Text, int[] Starts, int[] Ends)
{
    private const int LongestEscape = 10;

    public static EscapedText Of(string text) => new(text, [.. Enumerable.Range(0, text.Length)], [.. Enumerable.Range(1, text.Length)]);

    /// <summary>Undoes one level of percent-encoding, of escapes as in JSON, and of character references as in HTML.</summary>
    public EscapedText Decoded()
    {
        var (text, starts, ends) = (new StringBuilder(), new List<int>(), new List<int>());
        for (var i = 0; i < Text.Length; )
        {
            var (character, length) = CharacterAt(i);
            text.Append(character);
            starts.Add(Starts[i]);
            ends.Add(Ends[i + length - 1]);
            i += length;
        }
        return new(text.ToString(), [.. starts], [.. ends]);
    }

    /// <summary>Leaves out what a server may have put between the characters of a text, or taken out of it.</summary>
    public EscapedText Squeezed()
    {
        var text = Text;
        int[] kept = [.. Enumerable.Range(0, Text.Length).Where(index => !SecretMask.IsSqueezable(text[index]))];
        var (starts, ends) = (Starts, Ends);
        return new(
            string.Concat(kept.Select(index => text[index])),
            [.. kept.Select(index => starts[index])],
            [.. kept.Select(index => ends[index])]
        );
    }

    private (char Character, int Length) CharacterAt(int index)
    {
        var rest = Text.AsSpan(index, Math.Min(LongestEscape, Text.Length - index));
        return rest switch
        {
            ['%', var high, var low, ..] when char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low) => (Hex(rest[1..3]), 3),
            ['\\', 'u' or 'U', var a, var b, var c, var d, ..] when AreHex(a, b) && AreHex(c, d) => (Hex(rest[2..6]), 6),
            ['\\', 'x' or 'X', var high, var low, ..] when AreHex(high, low) => (Hex(rest[2..4]), 4),
            ['\\', 'n', ..] => ('\n', 2),
            ['\\', 'r', ..] => ('\r', 2),
            ['\\', 't', ..] => ('\t', 2),
            ['\\', var escaped, ..] => (escaped, 2),
            ['&', ..] when rest.IndexOf(';') is > 1 and var end && Reference(rest[1..end]) is { } character => (character, end + 1),
            _ => (rest[0], 1),
        };
    }

    private static bool AreHex(char one, char other) => char.IsAsciiHexDigit(one) && char.IsAsciiHexDigit(other);

    private static char Hex(ReadOnlySpan<char> digits) =>
        (char)ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static char? Reference(ReadOnlySpan<char> name) =>
        name switch
        {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            ['#', 'x' or 'X', .. var digits] => Number(digits, NumberStyles.AllowHexSpecifier),
            ['#', .. var digits] => Number(digits, NumberStyles.None),
            _ => null,
        };

    private static char? Number(ReadOnlySpan<char> digits, NumberStyles style) =>
        ushort.TryParse(digits, style, CultureInfo.InvariantCulture, out var code) ? (char)code : null;
}
