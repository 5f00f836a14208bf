using System.Globalization;
using System.Text;

namespace CiamGateway.Telemetry.Log;

/// <summary>
/// Encodes characters that a terminal obeys, or that hide or reorder what is seen: controls (ESC, BEL, C1), line and paragraph separators,
/// and invisible ones such as marks that change the direction of text. Text from callers and servers may hold them.
/// </summary>
internal static class VisibleText
{
    /// <summary>A message or a value: line ends are encoded, too, so that a foreign text cannot begin a line of the log.</summary>
    public static string OfLine(string text) => Encode(text, keepsLineEnds: false);

    /// <summary>Text of several lines, such as an exception with its stack.</summary>
    public static string OfLines(string text) => Encode(text, keepsLineEnds: true);

    private static string Encode(string text, bool keepsLineEnds)
    {
        var end = FirstHidden(text, keepsLineEnds);
        if (end < 0)
        {
            return text;
        }
        var visible = new StringBuilder(text.Length + 32).Append(text, 0, end);
        foreach (var rune in text.AsSpan(end).EnumerateRunes())
        {
            if (IsHidden(rune, keepsLineEnds))
            {
                visible
                    .Append(rune.IsBmp ? @"\u" : @"\U")
                    .Append(rune.Value.ToString(rune.IsBmp ? "X4" : "X8", CultureInfo.InvariantCulture));
            }
            else
            {
                visible.Append(rune.ToString());
            }
        }
        return visible.ToString();
    }

    private static int FirstHidden(string text, bool keepsLineEnds)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) || IsHidden(new Rune(text[i]), keepsLineEnds))
            {
                return i;
            }
        }
        return -1;
    }

    private static bool IsHidden(Rune rune, bool keepsLineEnds)
    {
        if (rune.Value is >= ' ' and <= '~')
        {
            return false;
        }
        return rune.Value switch
        {
            '\t' => false,
            '\n' => !keepsLineEnds,
            _ => Rune.GetUnicodeCategory(rune)
                is UnicodeCategory.Control
                    or UnicodeCategory.Format
                    or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator,
        };
    }
}
