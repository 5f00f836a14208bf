using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Tests.Support;

/// <summary>A port of this machine on which nothing listens, for a program that cannot be told to choose one. It lies below those that Linux gives to whoever asks for any (32768 to 60999), so none of the tests beside takes it before the program listens.</summary>
internal static class FreePort
{
    private static int _last = 10_000 + (Environment.ProcessId % 20_000);

    /// <param name="digits">What is to stand somewhere in its number.</param>
    public static int Containing(string digits)
    {
        while (true)
        {
            var port = Take();
            if (port.ToString(CultureInfo.InvariantCulture).Contains(digits, StringComparison.Ordinal))
            {
                return port;
            }
        }
    }

    public static int Take()
    {
        while (true)
        {
            using var listener = new TcpListener(IPAddress.Loopback, Interlocked.Increment(ref _last));
            try
            {
                listener.Start();
                return ((IPEndPoint)listener.LocalEndpoint).Port;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
            }
        }
    }
}
