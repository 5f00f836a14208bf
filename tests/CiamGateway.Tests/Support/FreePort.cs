using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Tests.Support;

/// <summary>
/// A port of this machine on which nothing listens, for a program that cannot be told to choose one. It lies below the ports that Linux
/// gives
/// to programs that ask for any (32768 to 60999), so none of the tests beside takes it before the program listens.
/// </summary>
internal static class FreePort
{
    private const int FirstOfLinux = 32_768;

    private static int _last = 10_000 + (Environment.ProcessId % 20_000);

    /// <param name="digits">Digits that its number must contain.</param>
    public static int Containing(string digits)
    {
        int port;
        do
        {
            port = Take();
        } while (!port.ToString(CultureInfo.InvariantCulture).Contains(digits, StringComparison.Ordinal));
        return port;
    }

    /// <exception cref="SocketException">Every port is taken.</exception>
    public static int Take()
    {
        for (var port = Interlocked.Increment(ref _last); port < FirstOfLinux; port = Interlocked.Increment(ref _last))
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse) { }
        }
        throw new SocketException((int)SocketError.AddressAlreadyInUse);
    }
}
