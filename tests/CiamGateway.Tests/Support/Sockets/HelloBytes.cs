namespace CiamGateway.Tests.Support.Sockets;

/// <summary>Makes the first message of a TLS handshake (RFC 8446 §4.1.2) as a client of the test's choice would send it.</summary>
internal static class HelloBytes
{
    /// <param name="version">0x0303 for TLS 1.2.</param>
    /// <param name="extensions">Each with its type and its content.</param>
    public static byte[] Of(int version, int[] suites, params (int Type, byte[] Content)[] extensions)
    {
        byte[] offered = [.. suites.SelectMany(Number)];
        byte[] extended = [.. extensions.SelectMany(extension => (byte[])[.. Number(extension.Type), .. Block(extension.Content)])];
        byte[] hello = [.. Number(version), .. new byte[32], 0, .. Block(offered), 1, 0, .. extensions.Length > 0 ? Block(extended) : []];
        byte[] message = [1, 0, .. Block(hello)];
        return [22, 3, 1, .. Block(message)];
    }

    /// <summary>In the form of SSL 2.0 (RFC 5246 appendix E.2).</summary>
    public static byte[] OfSsl2(int version, params int[] suites)
    {
        byte[] offered = [.. suites.SelectMany(suite => (byte[])[0, .. Number(suite)])];
        byte[] hello = [1, .. Number(version), .. Number(offered.Length), 0, 0, .. Number(16), .. offered, .. new byte[16]];
        return [(byte)(0x80 | (hello.Length >> 8)), (byte)hello.Length, .. hello];
    }

    public static (int Type, byte[] Content) ServerName(string host) =>
        (0, Block([0, .. Block(System.Text.Encoding.ASCII.GetBytes(host))]));

    public static (int Type, byte[] Content) Groups(params int[] groups) => (10, Block([.. groups.SelectMany(Number)]));

    public static (int Type, byte[] Content) SignatureAlgorithms(params int[] algorithms) =>
        (13, Block([.. algorithms.SelectMany(Number)]));

    public static (int Type, byte[] Content) Versions(params int[] versions) =>
        (43, [(byte)(2 * versions.Length), .. versions.SelectMany(Number)]);

    private static byte[] Block(byte[] content) => [.. Number(content.Length), .. content];

    private static byte[] Number(int number) => [(byte)(number >> 8), (byte)number];
}
