using System.Text;

namespace CiamGateway.Listening;

/// <summary>
/// Decodes the Content-Length header of requests, which consists of digits only (RFC 9110 §8.6). Kestrel would also take <c>+5</c> and
/// <c>-0</c>, which servers read in different ways; it rejects what is decoded as a letter.
/// </summary>
internal sealed class ContentLengthEncoding : Encoding
{
    public const string Header = "Content-Length";

    /// <summary>Kestrel's own limit: the digits of the largest length.</summary>
    private const int MaximumDigits = 19;

    public static ContentLengthEncoding Instance { get; } = new();

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

    public override int GetMaxCharCount(int byteCount) => byteCount;

    private static string Decode(ReadOnlySpan<byte> value) =>
        value.Length is > 0 and <= MaximumDigits && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') ? Latin1.GetString(value) : "x";
}
