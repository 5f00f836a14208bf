using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>A port that neither accepts nor refuses, as behind a firewall that drops packets: its queue of connections is full, so the kernel answers no more of them.</summary>
internal sealed class SilentPort : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    public SilentPort()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        for (var i = 0; i < 16; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _waiting.Add(socket);
            _ = socket.ConnectAsync(IPAddress.Loopback, Number).ContinueWith(task => task.Exception, TaskScheduler.Default);
        }
    }

    public int Number => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose()
    {
        _waiting.ForEach(socket => socket.Dispose());
        _listener.Dispose();
    }
}
