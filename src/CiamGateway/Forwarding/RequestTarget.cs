using System.Buffers;
using System.Globalization;
using System.Text;

namespace CiamGateway.Forwarding;

/// <summary>Judges a request target (RFC 9112 §3.2) as it stood in the request line: what two servers could read in two ways is refused, so that the API performs the very operation whose route matched.</summary>
internal static class RequestTarget
{
    /// <summary>What a path segment is made of (RFC 3986 §3.3), but for the semicolon: some servers cut it off with all that follows it.</summary>
    private static readonly SearchValues<char> SegmentCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%!$&'()*+,=:@");

    /// <summary>Visible ASCII, but for the fragment's sign.</summary>
    private static readonly SearchValues<char> TargetCharacters =
        SearchValues.Create([.. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code).Where(character => character != '#')]);

    /// <summary>Delimiters that were encoded once too often, and those that some servers take for delimiters: full-width and small forms, dot leaders, other slashes.</summary>
    private static readonly SearchValues<char> HiddenDelimiters =
        SearchValues.Create("/\\%;?#\u2024\u2025\u2026\u2044\u2215\u2216\u29F5\u29F8\uFE52\uFE54\uFE68\uFE6A\uFF03\uFF05\uFF0E\uFF0F\uFF1B\uFF1F\uFF3C");

    private const string EndsInDot = "has a segment that ends in a dot, or begins or ends with a space";

    /// <returns>What is wrong with the target, as the end of a sentence; nothing where every server reads it alike.</returns>
    public static string? Fault(string target)
    {
        if (!target.StartsWith('/'))
        {
            return "is not a path that begins with a slash";
        }
        if (target.AsSpan().ContainsAnyExcept(TargetCharacters))
        {
            return "holds a fragment, or a character that is not visible ASCII";
        }
        var path = PathOf(target);
        foreach (var range in path.Split('/'))
        {
            var isAtEdge = range.Start.Value == 0 || range.Start.Value == path.Length;
            if (!isAtEdge && SegmentFault(path[range]) is { } fault)
            {
                return fault;
            }
        }
        return null;
    }

    private static ReadOnlySpan<char> PathOf(string target)
    {
        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target.AsSpan(0, query);
    }

    private static string? SegmentFault(ReadOnlySpan<char> segment)
    {
        if (segment.IsEmpty)
        {
            return "has two slashes in a row";
        }
        if (segment.ContainsAnyExcept(SegmentCharacters))
        {
            return "holds a character that a path must not have unencoded, or a path parameter";
        }
        if (!segment.Contains('%'))
        {
            return segment[^1] == '.' ? EndsInDot : null;
        }
        var buffer = ArrayPool<byte>.Shared.Rent(segment.Length);
        try
        {
            return TryDecode(segment, buffer, out var length)
                ? DecodedFault(buffer.AsSpan(0, length))
                : "holds a percent sign that two hexadecimal digits do not follow";
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> segment, Span<byte> decoded, out int length)
    {
        length = 0;
        for (var i = 0; i < segment.Length; i++)
        {
            if (segment[i] != '%')
            {
                decoded[length++] = (byte)segment[i];
            }
            else if (i + 2 < segment.Length && byte.TryParse(segment.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out decoded[length]))
            {
                length++;
                i += 2;
            }
            else
            {
                return false;
            }
        }
        return true;
    }

    private static string? DecodedFault(ReadOnlySpan<byte> segment)
    {
        if (segment[^1] is (byte)'.' or (byte)' ' || segment[0] is (byte)' ')
        {
            return EndsInDot;
        }
        while (!segment.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(segment, out var rune, out var length) is not OperationStatus.Done)
            {
                return "is not well-formed UTF-8";
            }
            if (rune.IsBmp && HiddenDelimiters.Contains((char)rune.Value))
            {
                return "hides a delimiter, such as an encoded slash, semicolon or percent sign";
            }
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                return "hides a control or formatting character";
            }
            segment = segment[length..];
        }
        return null;
    }
}
