using System.Text;

namespace CiamGateway.Forwarding.Headers;

/// <summary>
/// Latin-1 for the Connection header of requests. Kestrel replaces a Connection header that has one of <c>close</c>,
/// <c>keep-alive</c> and <c>upgrade</c> by that option alone, and so hides which further headers it names. It leaves one alone that has
/// two of them; <c>close</c> beside <c>keep-alive</c> ends the connection after the answer, which any server may do.
/// </summary>
internal sealed class ConnectionHeaderEncoding : Encoding
{
    public const string Header = "Connection";

    private const string Kept = ", close, keep-alive";

    public static ConnectionHeaderEncoding Instance { get; } = new();

    public override int GetCharCount(byte[] bytes, int index, int count) => Decode(bytes.AsSpan(index, count)).Length;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var decoded = Decode(bytes.AsSpan(byteIndex, byteCount));
        decoded.CopyTo(chars.AsSpan(charIndex));
        return decoded.Length;
    }

    public override int GetByteCount(char[] chars, int index, int count) => Latin1.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        Latin1.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => Latin1.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => byteCount + Kept.Length;

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        var value = Latin1.GetString(bytes);
        return ConnectionHeaders.NamedBy(value) is null ? value : value + Kept;
    }
}
