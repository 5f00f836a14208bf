using System.Buffers;
using System.Globalization;
using System.Text;

namespace CiamGateway.Forwarding.Targets;

/// <summary>
/// Writes a path that a route's transforms made out of the one that was called: segments that they kept go out as the caller encoded them.
/// </summary>
internal sealed class TransformedPath
{
    private const string Delimiters = "!$&'()*+,;=:@";

    /// <summary>What a segment may hold without encoding (RFC 3986 §3.3).</summary>
    private static readonly SearchValues<char> SegmentCharacters = SearchValues.Create(
        $"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~{Delimiters}"
    );

    private readonly string[] _written;
    private readonly string[] _decoded;

    /// <summary>
    /// Delimiters that the caller always encoded. An API may read them otherwise unless they are, as forms read <c>+</c>.
    /// </summary>
    private readonly HashSet<char> _encodedByCaller;

    /// <param name="written">The path of the request line.</param>
    /// <param name="called">The same path as routing and transforms see it.</param>
    public TransformedPath(string written, PathString called)
    {
        _written = written.Split('/');
        _decoded = (called.Value ?? "").Split('/');
        _encodedByCaller = [.. Delimiters.Intersect(called.Value ?? "").Except(written)];
    }

    public string Write(PathString path)
    {
        var segments = (path.Value ?? "").Split('/');
        // From the end, since transforms mostly put something before a path or take it from there.
        var last = _decoded.Length - 1;
        for (var i = segments.Length - 1; i >= 0; i--)
        {
            var kept = KeptAs(segments[i], last);
            segments[i] = kept >= 0 ? _written[kept] : Encoded(segments[i]);
            last = kept >= 0 && kept <= last ? kept - 1 : last;
        }
        return string.Join('/', segments);
    }

    /// <summary>Which segment of the path that was called this one is: in the same order if there is such a one, else anywhere.</summary>
    /// <returns>-1 if it is none.</returns>
    private int KeptAs(string segment, int last)
    {
        if (_written.Length != _decoded.Length)
        {
            return -1;
        }
        var inOrder = last >= 0 ? Array.LastIndexOf(_decoded, segment, last) : -1;
        return inOrder >= 0 ? inOrder : Array.LastIndexOf(_decoded, segment);
    }

    private string Encoded(string segment)
    {
        var text = new StringBuilder();
        foreach (var rune in segment.EnumerateRunes())
        {
            var needsNone = rune.IsBmp && SegmentCharacters.Contains((char)rune.Value) && !_encodedByCaller.Contains((char)rune.Value);
            Append(rune, needsNone, text);
        }
        return text.ToString();
    }

    private static void Append(Rune rune, bool needsNone, StringBuilder text)
    {
        if (needsNone)
        {
            text.Append((char)rune.Value);
            return;
        }
        Span<byte> bytes = stackalloc byte[4];
        foreach (var code in bytes[..rune.EncodeToUtf8(bytes)])
        {
            text.Append('%').Append(code.ToString("X2", CultureInfo.InvariantCulture));
        }
    }
}
