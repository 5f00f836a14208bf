using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>What a <see cref="ScriptedServer"/> does once it has read a request.</summary>
internal enum Ending
{
    /// <summary>Answers 200 and keeps the connection.</summary>
    Answer,

    /// <summary>Closes the connection (FIN).</summary>
    Close,

    /// <summary>Resets the connection (RST).</summary>
    Reset,

    /// <summary>Sends the first bytes of a status line, then resets the connection.</summary>
    PartOfAnswer,
}

/// <summary>An HTTP/1.1 server that keeps every request byte for byte, and ends each one as the test says.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly RawListener _listener;
    private int _connections;

    public ScriptedServer() => _listener = new RawListener(ServeAsync);

    public Uri Address => new($"http://127.0.0.1:{_listener.Port}/");

    /// <summary>The requests, each with the number of the connection on which it came, from 1.</summary>
    public ConcurrentQueue<(int Connection, string Text)> Requests { get; } = [];

    /// <summary>How the next requests end, in this order; those after them are answered.</summary>
    public ConcurrentQueue<Ending> Endings { get; } = [];

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(NetworkStream connection, CancellationToken cancellationToken)
    {
        var number = Interlocked.Increment(ref _connections);
        while (await ReadAsync(connection, cancellationToken) is { Length: > 0 } request)
        {
            Requests.Enqueue((number, request));
            switch (Endings.TryDequeue(out var ending) ? ending : Ending.Answer)
            {
                case Ending.Close:
                    return;
                case Ending.Reset:
                    connection.Socket.LingerState = new LingerOption(true, 0);
                    return;
                case Ending.PartOfAnswer:
                    await connection.WriteAsync("HTTP/1.1"u8.ToArray(), cancellationToken);
                    return;
                default:
                    await connection.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellationToken);
                    break;
            }
        }
    }

    /// <returns>The head and the body as they came, or nothing when the connection ended.</returns>
    private static async Task<string> ReadAsync(NetworkStream connection, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var octet = new byte[1];
        while (!IsWhole(text.ToString()) && await connection.ReadAsync(octet, cancellationToken) > 0)
        {
            text.Append((char)octet[0]);
        }
        return text.ToString();
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0 || text.Contains("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase))
        {
            return end >= 0 && text.EndsWith("\r\n0\r\n\r\n", StringComparison.Ordinal);
        }
        var lengthLine = text.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return lengthLine is null || text.Length - end - 4 >= int.Parse(lengthLine.AsSpan(16), CultureInfo.InvariantCulture);
    }
}
