using System.Text;

namespace CiamGateway.Listening;

/// <summary>
/// How strings hold header values: one character for each byte (Latin-1), in both directions and on both sides, so that they pass
/// byte for byte whatever their encoding. Text from elsewhere, such as the configuration, is UTF-8 on the wire.
/// </summary>
internal static class HeaderEncoding
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>For Kestrel, which otherwise encodes answers as ASCII.</summary>
    public static Func<string, Encoding?> ResponseSelector { get; } = _ => Encoding.Latin1;

    /// <summary>For the HTTP client, which otherwise sends ASCII only and decodes <c>Location</c> as UTF-8.</summary>
    public static HeaderEncodingSelector<HttpRequestMessage> ClientSelector { get; } = (_, _) => Encoding.Latin1;

    /// <returns>The header value whose bytes are the text in UTF-8.</returns>
    public static string ToHeader(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <returns>The header value as a person reads it: its bytes as UTF-8, or as Latin-1 if they are not UTF-8.</returns>
    public static string ToText(string header)
    {
        if (Ascii.IsValid(header))
        {
            return header;
        }
        try
        {
            return Utf8.GetString(Encoding.Latin1.GetBytes(header));
        }
        catch (DecoderFallbackException)
        {
            return header;
        }
    }

    /// <summary>Writes the bytes of a header value.</summary>
    /// <returns>The number of bytes.</returns>
    public static int GetBytes(string header, Span<byte> bytes) => Encoding.Latin1.GetBytes(header, bytes);
}
