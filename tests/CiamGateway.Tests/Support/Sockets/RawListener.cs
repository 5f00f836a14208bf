using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>Accepts connections on loopback until the test is over, and leaves each to the test to serve.</summary>
internal sealed class RawListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _serve;
    private readonly Task _accepting;

    /// <param name="port">Where it listens; anywhere where it is 0.</param>
    /// <param name="address">127.0.0.1 if it is null.</param>
    public RawListener(Func<NetworkStream, CancellationToken, Task> serve, int port = 0, IPAddress? address = null)
    {
        _serve = serve;
        _listener = new TcpListener(address ?? IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        // Not before: to accept from a listener that has ended is another exception.
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var connection = new NetworkStream(socket, ownsSocket: true);
            await _serve(connection, _stop.Token);
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
        {
            // The other end is gone, or the test is over.
        }
    }
}
