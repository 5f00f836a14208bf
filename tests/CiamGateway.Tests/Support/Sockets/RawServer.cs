using System.Net.Sockets;
using System.Text;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>An API that answers every request with the very bytes that a test says, whole or not, and then closes the connection or says nothing more.</summary>
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

    public Uri Address => new($"http://127.0.0.1:{_listener.Port}/");

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task AnswerAsync(NetworkStream connection, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(connection, Encoding.ASCII, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken) is { Length: > 0 })
        {
            // The answer does not depend on the request.
        }
        await connection.WriteAsync(_answer, cancellationToken);
        if (!_closes)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }
}
