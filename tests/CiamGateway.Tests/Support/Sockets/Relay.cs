using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>Gives a server on 127.0.0.1 a second address, and can take connections to it away without closing them.</summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly RawListener _listener;
    private readonly int _target;
    private readonly ConcurrentBag<Socket> _open = [];
    private int _connections;
    private volatile int _silent;

    /// <param name="target">The server's port.</param>
    /// <param name="address">Where the relay listens; 127.0.0.1 if it is null.</param>
    /// <param name="port">Any free one if it is 0.</param>
    public Relay(int target, IPAddress? address = null, int port = 0)
    {
        _target = target;
        _listener = new RawListener(ServeAsync, port, address);
    }

    public int Port => _listener.Port;

    /// <summary>How many connections were accepted.</summary>
    public int Connections => _connections;

    /// <summary>From now on nothing passes over the connections that are open, as when packets are dropped. New ones work.</summary>
    public void Silence() => _silent = _connections;

    /// <summary>Resets every connection (RST).</summary>
    public void Reset()
    {
        foreach (var socket in _open)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        _open.Clear();
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(NetworkStream caller, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _connections);
        using var client = new TcpClient { NoDelay = true };
        caller.Socket.NoDelay = true;
        _open.Add(caller.Socket);
        await client.ConnectAsync(IPAddress.Loopback, _target, cancellationToken);
        await using var server = client.GetStream();
        await Task.WhenAny(PassOnAsync(caller, server, number, cancellationToken), PassOnAsync(server, caller, number, cancellationToken));
    }

    private async Task PassOnAsync(NetworkStream from, NetworkStream to, int number, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var length)
        {
            if (number > _silent)
            {
                await to.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
            }
        }
    }
}
