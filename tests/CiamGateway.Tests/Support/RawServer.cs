using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CiamGateway.Tests.Support;

/// <summary>An API that answers every request with the very bytes that a test says, whole or not, and then closes the connection or says nothing more.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _answer;
    private readonly bool _closes;
    private readonly Task _accepting;

    /// <param name="closes">Whether it closes the connection behind its answer.</param>
    public RawServer(string answer, bool closes = true)
    {
        _answer = Encoding.Latin1.GetBytes(answer);
        _closes = closes;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(TcpClient connection)
    {
        using var client = connection;
        try
        {
            using var reader = new StreamReader(client.GetStream(), Encoding.ASCII, leaveOpen: true);
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 })
            {
                // The answer does not depend on the request.
            }
            await client.GetStream().WriteAsync(_answer, _stop.Token);
            if (!_closes)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The other end is gone, or the test is over.
        }
    }
}
