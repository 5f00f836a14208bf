using System.Buffers;
using System.Globalization;
using System.Text;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Judges one segment of a path: what it holds, encoded or not, must be no delimiter to any server unless its route allows that character.
/// </summary>
internal static class PathSegment
{
    /// <summary>So often may a segment be encoded. More is no identifier.</summary>
    private const int MostEncodings = 4;

    private const string Unencoded = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%!$&'()*+,=:@";

    /// <summary>
    /// What a segment is made of (RFC 3986 §3.3), except the semicolon: some servers cut it off with all that follows it.
    /// </summary>
    private static readonly SearchValues<char> Characters = SearchValues.Create(Unencoded);

    private static readonly SearchValues<char> CharactersAndSemicolon = SearchValues.Create($"{Unencoded};");

    /// <param name="allowed">Those of <see cref="PathDelimiters.Allowable"/> that the segment may hold.</param>
    /// <returns>Null if every server reads the segment alike.</returns>
    public static TargetFault? Fault(ReadOnlySpan<char> segment, SegmentPlace place, string allowed)
    {
        if (segment.IsEmpty)
        {
            return place.Fault($"has two slashes in a row, at offset {place.Offset - 1}");
        }
        var characters = allowed.Contains(';', StringComparison.Ordinal) ? CharactersAndSemicolon : Characters;
        if (segment.IndexOfAnyExcept(characters) is >= 0 and var at)
        {
            return segment[at] is ';'
                ? place.Fault(';', ";", at)
                : place.Fault($"holds '{segment[at]}' {place.At(at)}, which a path holds only encoded, as %{(int)segment[at]:X2}");
        }
        if (!segment.Contains('%'))
        {
            return segment[^1] is '.' || allowed.Length > 0 ? EdgeFault(segment.ToString(), place, allowed) : null;
        }
        if (MalformedAt(segment) is >= 0 and var malformed)
        {
            return place.Fault($"holds a percent sign that two hexadecimal digits do not follow, {place.At(malformed)}");
        }
        var buffer = ArrayPool<byte>.Shared.Rent(segment.Length);
        try
        {
            var length = Decode(segment, buffer);
            return DecodedFault(buffer.AsSpan(0, length), segment, place, allowed);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static TargetFault? DecodedFault(Span<byte> decoded, ReadOnlySpan<char> segment, SegmentPlace place, string allowed)
    {
        var fault = TextFault(decoded, segment, place, allowed);
        if (fault is not null || (allowed.Length == 0 && decoded[^1] is not ((byte)'.' or (byte)' ') && decoded[0] is not (byte)' '))
        {
            return fault;
        }
        // A look-alike of a delimiter that is allowed is read as that delimiter, too.
        var readable = allowed + PathDelimiters.Plain(allowed);
        var text = Encoding.UTF8.GetString(decoded);
        return EdgeFault(text, place, readable) ?? (allowed.Length > 0 ? FaultOfFurtherReadings(text, segment, place, readable) : null);
    }

    /// <summary>An allowed percent sign, or one that only looks like it, may hide what a server finds that decodes once more.</summary>
    private static TargetFault? FaultOfFurtherReadings(string text, ReadOnlySpan<char> segment, SegmentPlace place, string allowed)
    {
        for (var encodings = 1; encodings <= MostEncodings; encodings++)
        {
            var plain = PathDelimiters.Plain(text);
            var bytes = new byte[Encoding.UTF8.GetMaxByteCount(plain.Length)];
            var decoded = bytes.AsSpan(0, Decode(plain, bytes));
            var next = Encoding.UTF8.GetString(decoded);
            if (next == text)
            {
                return null;
            }
            if ((TextFault(decoded, segment, place, allowed, isFurther: true) ?? EdgeFault(next, place, allowed)) is { } fault)
            {
                return fault;
            }
            text = next;
        }
        return place.Fault($"is encoded more than {MostEncodings} times, {place.At(0)}");
    }

    /// <param name="text">The segment, decoded.</param>
    /// <param name="isFurther">Whether it was decoded more than once: then a place in it is no place in the segment.</param>
    private static TargetFault? TextFault(
        ReadOnlySpan<byte> text,
        ReadOnlySpan<char> segment,
        SegmentPlace place,
        string allowed,
        bool isFurther = false
    )
    {
        var length = 0;
        for (var at = 0; at < text.Length; at += length)
        {
            var isCharacter = Rune.DecodeFromUtf8(text[at..], out var rune, out length) is OperationStatus.Done;
            if (isCharacter && !IsRefused(rune, allowed))
            {
                continue;
            }
            var (start, end) = isFurther ? (0, segment.Length) : (OffsetOf(at, segment), OffsetOf(at + length, segment));
            return (isCharacter, IsInvisible(rune)) switch
            {
                (false, _) => place.Fault($"is not well-formed UTF-8 {place.At(start)}"),
                (true, true) => place.Fault($"holds a control or formatting character (U+{rune.Value:X4}) {place.At(start)}"),
                _ => place.Fault((char)rune.Value, segment[start..end], start),
            };
        }
        return null;
    }

    private static bool IsRefused(Rune rune, string allowed) =>
        IsInvisible(rune) || (IsDelimiter(rune) && !allowed.Contains((char)rune.Value, StringComparison.Ordinal));

    private static bool IsDelimiter(Rune rune) => rune.IsBmp && PathDelimiters.IsHidden((char)rune.Value);

    private static bool IsInvisible(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;

    /// <summary>
    /// What some servers do with a dot or a space at an end of a segment: a dot segment leads elsewhere, and file systems cut others off.
    /// </summary>
    /// <param name="text">The segment, decoded; allowed delimiters in it may part it further.</param>
    private static TargetFault? EdgeFault(string text, SegmentPlace place, string allowed)
    {
        foreach (var part in PathDelimiters.Plain(text).Split('/', '\\', ';', '#', '?'))
        {
            if (part.Length > 0 && part.AsSpan().Trim(". ").IsEmpty)
            {
                return place.Fault($"has a dot segment, or one of spaces, {place.At(0)}");
            }
            if (part.StartsWith(' ') || part.EndsWith(' '))
            {
                return place.Fault($"has a segment that begins or ends with a space, {place.At(0)}");
            }
            if (part.EndsWith('.') && !allowed.Contains('.', StringComparison.Ordinal))
            {
                return place.FaultOfDot();
            }
        }
        return null;
    }

    private static int MalformedAt(ReadOnlySpan<char> segment)
    {
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] is '%' && !IsEncoded(segment[i..]))
            {
                return i;
            }
        }
        return -1;
    }

    /// <summary>Decodes once; what is no encoding stays.</summary>
    /// <returns>The number of bytes.</returns>
    private static int Decode(ReadOnlySpan<char> text, Span<byte> decoded)
    {
        var length = 0;
        while (!text.IsEmpty)
        {
            if (IsEncoded(text))
            {
                decoded[length++] = byte.Parse(text.Slice(1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                text = text[3..];
                continue;
            }
            Rune.DecodeFromUtf16(text, out var rune, out var consumed);
            length += rune.EncodeToUtf8(decoded[length..]);
            text = text[consumed..];
        }
        return length;
    }

    private static bool IsEncoded(ReadOnlySpan<char> text) =>
        text is ['%', var high, var low, ..] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low);

    /// <summary>The place in a segment of the byte that has this place in the decoded segment.</summary>
    private static int OffsetOf(int decoded, ReadOnlySpan<char> segment)
    {
        var offset = 0;
        for (; decoded > 0 && offset < segment.Length; decoded--)
        {
            offset += segment[offset] is '%' ? 3 : 1;
        }
        return Math.Min(offset, segment.Length);
    }
}
