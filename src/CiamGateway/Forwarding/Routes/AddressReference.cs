using System.Buffers;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// The parts of an address, absolute or relative (RFC 3986 §4.1), byte for byte; <see cref="Uri"/> would encode them differently.
/// </summary>
/// <param name="Scheme">Null if the address has none.</param>
/// <param name="Authority">Null if the address has none.</param>
/// <param name="QueryAndFragment">With the <c>?</c> and the <c>#</c> that begin them; empty if it has neither.</param>
internal sealed record AddressReference(string? Scheme, string? Authority, string Path, string QueryAndFragment)
{
    private static readonly SearchValues<char> SchemeCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-."
    );

    public static AddressReference Parse(string address)
    {
        var rest = address.AsSpan();
        string? scheme = null,
            authority = null;
        if (rest.IndexOfAnyExcept(SchemeCharacters) is > 0 and var colon && rest[colon] is ':')
        {
            scheme = rest[..colon].ToString();
            rest = rest[(colon + 1)..];
        }
        if (rest is ['/', '/', ..])
        {
            var end = EndOf(rest[2..], "/?#");
            authority = rest.Slice(2, end).ToString();
            rest = rest[(2 + end)..];
        }
        var length = EndOf(rest, "?#");
        return new AddressReference(scheme, authority, rest[..length].ToString(), rest[length..].ToString());
    }

    /// <summary>The absolute path that this address refers to in an answer to a request for another path (RFC 3986 §5.2.2).</summary>
    public string PathFrom(string requested)
    {
        var isAbsolute = Authority is not null || Path is ['/', ..];
        var path = isAbsolute ? Path : string.Concat(requested.AsSpan(0, requested.LastIndexOf('/') + 1), Path);
        return path.Contains("/.", StringComparison.Ordinal) ? WithoutDotSegments(path)
            : path.Length > 0 ? path
            : "/";
    }

    private static int EndOf(ReadOnlySpan<char> text, string delimiters) =>
        text.IndexOfAny(delimiters) is >= 0 and var end ? end : text.Length;

    /// <summary>RFC 3986 §5.2.4.</summary>
    private static string WithoutDotSegments(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/')[1..])
        {
            if (segment is "..")
            {
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            }
            else if (segment is not ".")
            {
                kept.Add(segment);
            }
        }
        var endsInDots = path.EndsWith("/.", StringComparison.Ordinal) || path.EndsWith("/..", StringComparison.Ordinal);
        return $"/{string.Join('/', kept)}{(endsInDots && kept.Count > 0 ? "/" : "")}";
    }
}
