using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Tests.Support;

/// <summary>A port of this machine on which nothing listens, for a program that cannot be told to choose one.</summary>
internal static class FreePort
{
    public static int Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
