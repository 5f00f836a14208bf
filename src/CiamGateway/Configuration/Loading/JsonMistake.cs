using System.Text;
using System.Text.Json;

namespace CiamGateway.Configuration.Loading;

/// <summary>What is wrong with a text that is almost JSON, in words that quote none of its values.</summary>
internal static class JsonMistake
{
    private static readonly JsonReaderOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <returns>The cause and the fix of the first mistake; null if it is not a common one.</returns>
    public static (string Message, string Fix)? Of(string text)
    {
        var json = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(json, Lenient);
        var open = new Stack<(char Bracket, int Line)>();
        var last = (Type: JsonTokenType.None, End: 0);
        try
        {
            while (reader.Read())
            {
                last = (reader.TokenType, (int)reader.BytesConsumed);
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    open.Push(((char)json[(int)reader.TokenStartIndex], LineOf(json, (int)reader.TokenStartIndex)));
                }
                else if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
                {
                    open.Pop();
                }
            }
            return null;
        }
        catch (JsonException fault)
        {
            var at = IndexOf(json, fault);
            ReadOnlySpan<byte> begun = json.AsSpan(last.End, Math.Max(0, at - last.End));
            var hasComma = SkipToText(ref begun);
            return begun is [(byte)'"', .., (byte)'"']
                    ? ("a colon is missing behind a name.", $"write the colon in line {LineOf(json, at)}.")
                : begun is [(byte)'"', ..] ? InText(begun[^1], LineOf(json, at))
                : json.AsSpan(at).Trim(Blanks).IsEmpty ? AtEnd(open)
                : IsBehindValue(last.Type) && !hasComma ? BehindValue((char)json[at], LineOf(json, last.End - 1), open)
                : Instead(json.AsSpan(at));
        }
    }

    /// <summary>Skips blanks, comments and a comma.</summary>
    /// <returns>Whether there was a comma.</returns>
    private static bool SkipToText(ref ReadOnlySpan<byte> text)
    {
        for (var hasComma = false; ; )
        {
            text = text.Trim(Blanks);
            var end =
                text.StartsWith(","u8) ? 1
                : text.StartsWith("//"u8) ? text.IndexOf((byte)'\n') + 1
                : text.StartsWith("/*"u8) ? text.IndexOf("*/"u8) + 2
                : 0;
            if (end <= 0)
            {
                return hasComma;
            }
            hasComma |= text[0] == ',';
            text = text[end..];
        }
    }

    /// <param name="before">The last character that is not at fault.</param>
    private static (string Message, string Fix) InText(byte before, int line) =>
        before == '\\'
            ? ("a text has a single backslash.", $"write each backslash in line {line} twice.")
            : ("a text has no end in its line.", $"write the missing double quote in line {line}.");

    private static bool IsBehindValue(JsonTokenType last) =>
        last is not (JsonTokenType.None or JsonTokenType.PropertyName or JsonTokenType.StartObject or JsonTokenType.StartArray);

    private static (string Message, string Fix)? AtEnd(Stack<(char Bracket, int Line)> open) =>
        open.TryPeek(out var left)
            ? ($"the file ends before the '{left.Bracket}' of line {left.Line} is closed.", $"write the missing '{Closing(left.Bracket)}'.")
            : null;

    /// <param name="found">What follows the value.</param>
    /// <param name="line">Where the value ends.</param>
    private static (string Message, string Fix) BehindValue(char found, int line, Stack<(char Bracket, int Line)> open) =>
        !open.TryPeek(out var left)
            ? ("there is text behind the end of the object.", "remove it, or the bracket that closes the object too early.")
        : found is '}' or ']'
            ? ($"a '{found}' closes the '{left.Bracket}' of line {left.Line}.", $"write '{Closing(left.Bracket)}', or remove it.")
        : ("a comma is missing.", $"write a comma behind the value that ends in line {line}.");

    /// <param name="rest">The text at the place of a name or a value.</param>
    private static (string Message, string Fix)? Instead(ReadOnlySpan<byte> rest) =>
        (char)rest[0] switch
        {
            '\'' => ("a text or a name is in single quotes.", "write double quotes."),
            ',' => ("two commas follow each other.", "remove one."),
            _ when StartsWithQuotationMark(rest) => ("a quotation mark is a typographic one.", "write the plain double quote (\")."),
            'T' or 'F' or 'N' => ("true, false and null have small letters.", "write small letters, or a text in double quotes."),
            (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '$' or '<' => ("a text or a name has no quotes.", "write it in double quotes."),
            _ => null,
        };

    private static bool StartsWithQuotationMark(ReadOnlySpan<byte> rest) =>
        Rune.DecodeFromUtf8(rest, out var rune, out _) is System.Buffers.OperationStatus.Done
        && "‘’‚“”„«»".Contains(rune.ToString(), StringComparison.Ordinal);

    private static char Closing(char bracket) => bracket == '{' ? '}' : ']';

    private static int IndexOf(ReadOnlySpan<byte> json, JsonException fault)
    {
        var index = 0;
        for (var line = 0L; line < fault.LineNumber; line++)
        {
            index += json[index..].IndexOf((byte)'\n') + 1;
        }
        return Math.Min(json.Length, index + (int)(fault.BytePositionInLine ?? 0));
    }

    private static int LineOf(ReadOnlySpan<byte> json, int index) => json[..Math.Clamp(index, 0, json.Length)].Count((byte)'\n') + 1;
}
