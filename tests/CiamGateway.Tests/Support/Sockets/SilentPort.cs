using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>
/// A port that neither accepts nor refuses, as behind a firewall that drops packets: its queue of connections is full, so the kernel
/// answers no more of them.
/// </summary>
internal sealed class SilentPort : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    /// <param name="address">127.0.0.1 if it is null.</param>
    /// <param name="port">Any free one if it is 0.</param>
    public SilentPort(IPAddress? address = null, int port = 0)
    {
        _listener.Bind(new IPEndPoint(address ?? IPAddress.Loopback, port));
        _listener.Listen(1);
        for (var i = 0; i < 16; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _waiting.Add(socket);
            _ = socket.ConnectAsync(_listener.LocalEndPoint!).ContinueWith(task => task.Exception, TaskScheduler.Default);
        }
    }

    public int Number => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _waiting.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }
}
