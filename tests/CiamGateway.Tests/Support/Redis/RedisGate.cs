using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Tests.Support.Redis;

/// <summary>Is between a gateway and Redis, and makes Redis hang or vanish on demand.</summary>
internal sealed class RedisGate : IDisposable
{
    private readonly int _target;
    private readonly ConcurrentBag<TcpClient> _connections = [];
    private readonly CancellationTokenSource _end = new();
    private TcpListener _listener;
    private volatile TaskCompletionSource? _pause;
    private long _sent;

    public RedisGate(RedisFixture redis)
    {
        _target = redis.Port;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        Listen();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>How many bytes the gateway has sent.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Takes everything and passes nothing on, as a stopped process does.</summary>
    public void Hang() => _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn()
    {
        var pause = _pause;
        _pause = null;
        pause?.SetResult();
    }

    /// <summary>Closes every connection and takes no new one, as a killed process does.</summary>
    public void Die()
    {
        _listener.Stop();
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    public void Rise()
    {
        _listener = new TcpListener(IPAddress.Loopback, Port);
        Listen();
    }

    public void Dispose()
    {
        _end.Cancel();
        GoOn();
        Die();
    }

    private void Listen()
    {
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(_end.Token);
                var server = new TcpClient { NoDelay = true };
                _connections.Add(client);
                _connections.Add(server);
                client.NoDelay = true;
                await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
                _ = PassOnAsync(client, server, isFromGateway: true);
                _ = PassOnAsync(server, client, isFromGateway: false);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Dead.
        }
    }

    private async Task PassOnAsync(TcpClient from, TcpClient to, bool isFromGateway)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.GetStream().ReadAsync(buffer, _end.Token) is > 0 and var length)
            {
                Interlocked.Add(ref _sent, isFromGateway ? length : 0);
                await (_pause?.Task ?? Task.CompletedTask);
                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _end.Token);
            }
        }
        catch (Exception exception)
            when (exception is IOException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // One end is gone.
        }
        finally
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
