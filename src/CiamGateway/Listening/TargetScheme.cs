using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace CiamGateway.Listening;

/// <summary>
/// Hands Kestrel the scheme of a target in absolute form in small letters. Schemes may be written in any case (RFC 9110 §4.2.3), but
/// Kestrel knows <c>http://</c> and <c>https://</c> only, refuses all else before any middleware sees it, and has no option for it.
/// The bytes are changed in place.
/// </summary>
internal sealed class TargetScheme
{
    /// <summary>A method and a scheme fit in.</summary>
    private const int LongestStart = 48;

    /// <summary>Whether a request line comes next, as on a new connection.</summary>
    public bool IsExpected { get; private set; } = true;

    /// <summary>Whether a scheme on this connection was not in small letters.</summary>
    public bool HasChanged { get; private set; }

    public void Expect(bool isExpected) => IsExpected = isExpected;

    /// <param name="buffer">
    /// What Kestrel reads next. It consumes nothing before it has a whole line: until the scheme is there, the next read begins at the
    /// same byte.
    /// </param>
    public void Read(ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[LongestStart];
        start = start[..(int)Math.Min(buffer.Length, LongestStart)];
        buffer.Slice(0, start.Length).CopyTo(start);
        var space = start.IndexOf((byte)' ');
        var target = start[(space + 1)..];
        if (space > 0 && target.IndexOf("://"u8) is > 0 and var length && IsHttp(target[..length]))
        {
            HasChanged |= target[..length].ContainsAnyInRange((byte)'A', (byte)'Z');
            WriteSmall(buffer.Slice(space + 1, length));
        }
        IsExpected = start.Length < LongestStart && (space < 0 || (space > 0 && IsBeginning(target)));
    }

    private static bool IsHttp(ReadOnlySpan<byte> scheme) =>
        Ascii.EqualsIgnoreCase(scheme, "http"u8) || Ascii.EqualsIgnoreCase(scheme, "https"u8);

    /// <summary>Whether more bytes could make it an address.</summary>
    private static bool IsBeginning(ReadOnlySpan<byte> target) =>
        target.Length < "https://"u8.Length && (Starts("https://"u8, target) || Starts("http://"u8, target));

    private static bool Starts(ReadOnlySpan<byte> scheme, ReadOnlySpan<byte> target) =>
        target.Length < scheme.Length && Ascii.EqualsIgnoreCase(scheme[..target.Length], target);

    private static void WriteSmall(ReadOnlySequence<byte> scheme)
    {
        foreach (var part in scheme)
        {
            Ascii.ToLowerInPlace(MemoryMarshal.AsMemory(part).Span, out _);
        }
    }
}
