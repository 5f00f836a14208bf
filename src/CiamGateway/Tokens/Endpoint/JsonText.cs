namespace CiamGateway.Tokens.Endpoint;

/// <summary>JSON in UTF-8 as servers send it.</summary>
internal static class JsonText
{
    /// <summary>Skips a byte order mark, which RFC 8259 §8.1 lets a reader ignore.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(byte[] body) => body.AsSpan().StartsWith("\uFEFF"u8) ? body.AsMemory(3) : body;
}
