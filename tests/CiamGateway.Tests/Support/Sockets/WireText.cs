using System.Text;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>Bytes as tests write them: a character for each byte.</summary>
internal static class WireText
{
    /// <summary>The text in UTF-8.</summary>
    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
