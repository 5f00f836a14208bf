using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>
/// An API that answers every request with the very bytes that a test says, whole or not, and then closes the connection or says nothing
/// more. It reads bodies that have a length.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly RawListener _listener;
    private readonly byte[] _answer;
    private readonly bool _closes;

    /// <param name="closes">Whether it closes the connection behind its answer.</param>
    /// <param name="port">0 for any free one.</param>
    public RawServer(string answer, bool closes = true, int port = 0)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _closes = closes;
        _listener = new RawListener(AnswerAsync, port);
    }

    /// <summary>The lines of every request's head, a character for each byte.</summary>
    public ConcurrentQueue<string[]> Heads { get; } = [];

    public Uri Address => new($"http://127.0.0.1:{_listener.Port}/");

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task AnswerAsync(NetworkStream connection, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(connection, Encoding.Latin1, leaveOpen: true);
        var head = new List<string>();
        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            head.Add(line);
        }
        Heads.Enqueue([.. head]);
        var length = head.Find(line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase))?[
            "Content-Length: ".Length..
        ];
        if (int.TryParse(length, CultureInfo.InvariantCulture, out var characters) && characters > 0)
        {
            await reader.ReadBlockAsync(new char[characters], cancellationToken);
        }
        await connection.WriteAsync(_answer, cancellationToken);
        if (!_closes)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
