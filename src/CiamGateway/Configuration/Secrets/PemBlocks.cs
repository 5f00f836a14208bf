using System.Text.RegularExpressions;

namespace CiamGateway.Configuration.Secrets;

/// <summary>The kinds of blocks in a text of PEM (RFC 7468 §2).</summary>
internal static partial class PemBlocks
{
    public static bool IsPem(byte[] content) => content.AsSpan().IndexOf("-----BEGIN "u8) >= 0;

    /// <returns>The labels of the blocks, such as <c>CERTIFICATE</c>, in the order of the text.</returns>
    public static IReadOnlyList<string> LabelsOf(string text) => [.. Begin().Matches(text).Select(begin => begin.Groups[1].Value)];

    /// <summary>Whether it is the label of a private key in any of its forms.</summary>
    public static bool IsPrivateKey(string label) => label.EndsWith("PRIVATE KEY", StringComparison.Ordinal);

    [GeneratedRegex("-----BEGIN ([^-]+)-----")]
    private static partial Regex Begin();
}
