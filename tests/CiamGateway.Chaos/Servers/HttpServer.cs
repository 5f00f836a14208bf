using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace CiamGateway.Chaos.Servers;

/// <summary>
/// An HTTP/1.1 server whose connections can be refused, reset and left unanswered. It answers with the bytes of a <see cref="Reply"/>,
/// right or wrong.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly Func<Request, Task<Reply>> _answer;
    private readonly Action<Request, Reply>? _answered;
    private readonly ConcurrentDictionary<Socket, bool> _connections = [];
    private readonly CancellationTokenSource _end = new();
    private Socket? _listener;
    private volatile TaskCompletionSource? _pause;

    /// <param name="answered">Called when all bytes of a reply have been handed to the operating system.</param>
    public HttpServer(Func<Request, Task<Reply>> answer, Action<Request, Reply>? answered = null)
    {
        (_answer, _answered) = (answer, answered);
        Listen();
    }

    public int Port { get; private set; }

    /// <summary>Accepts connections again, at the same port.</summary>
    public void Listen()
    {
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        _listener.Listen(1024);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _ = AcceptAsync(_listener);
    }

    /// <summary>Refuses new connections and resets open ones, as if the server's process were gone.</summary>
    public void Refuse()
    {
        _listener?.Dispose();
        ResetConnections();
    }

    public void ResetConnections()
    {
        foreach (var connection in _connections.Keys)
        {
            Reset(connection);
        }
    }

    /// <summary>Reads nothing from new connections: the operating system accepts them, and no answer comes.</summary>
    public void Pause() => _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        _pause?.TrySetResult();
        _pause = null;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Resume();
        Refuse();
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (!_end.IsCancellationRequested)
            {
                var connection = await listener.AcceptAsync(_end.Token);
                connection.NoDelay = true;
                _connections[connection] = true;
                _ = ServeAsync(connection);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The server refuses connections from now on.
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        try
        {
            await using var stream = new NetworkStream(connection, ownsSocket: true);
            var reader = new RequestReader(stream);
            if (_pause is { } pause)
            {
                await pause.Task;
            }
            while (await reader.ReadAsync(_end.Token) is { } request)
            {
                if (IsGone(connection) || !await AnswerAsync(connection, stream, request))
                {
                    break;
                }
            }
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The connection is gone.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    /// <returns>Whether the connection takes another request.</returns>
    private async Task<bool> AnswerAsync(Socket connection, NetworkStream stream, Request request)
    {
        var reply = await _answer(request);
        if (reply.Delay > TimeSpan.Zero)
        {
            await Task.Delay(reply.Delay, _end.Token);
        }
        if (reply.BytePause > TimeSpan.Zero)
        {
            foreach (var one in reply.Bytes)
            {
                await stream.WriteAsync(new[] { one }, _end.Token);
                await Task.Delay(reply.BytePause, _end.Token);
            }
        }
        else
        {
            await stream.WriteAsync(reply.Bytes, _end.Token);
        }
        if (reply.Ending is AfterReply.Hang)
        {
            await Task.Delay(Timeout.Infinite, _end.Token);
        }
        if (reply.Ending is AfterReply.Reset)
        {
            Reset(connection);
        }
        else if (!IsGone(connection))
        {
            _answered?.Invoke(request, reply);
        }
        return reply.Ending is AfterReply.Keep;
    }

    /// <summary>Whether the client has closed the connection: it waits for no answer any more.</summary>
    private static bool IsGone(Socket connection) => connection.Poll(0, SelectMode.SelectRead) && connection.Available == 0;

    private static void Reset(Socket connection)
    {
        try
        {
            connection.LingerState = new LingerOption(true, 0);
            connection.Dispose();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
    }
}
