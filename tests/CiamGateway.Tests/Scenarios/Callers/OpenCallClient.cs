using System.Net;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Callers;

/// <summary>The open calls of one caller: one of each kind.</summary>
internal sealed class OpenCallClient : IDisposable
{
    private readonly List<Stream> _answers = [];
    private Task<HttpResponseMessage> _silent = null!;
    private Stream _socket = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The answer to the call that had none.</summary>
    public Task<HttpResponseMessage> Silent => _silent;

    /// <param name="path">"/its" or "/other".</param>
    public static async Task<OpenCallClient> OpenAsync(OpenCallGateway gateway, string credential, string path)
    {
        var (http1, http2) = (gateway.Connect(credential), gateway.Connect(credential, overHttp2: true));
        var calls = new OpenCallClient();
        calls._answers.Add(await StreamAsync(http1, path));
        calls._answers.Add(await StreamAsync(http2, path));
        calls._answers.Add(await StreamAsync(http2, path));
        calls._socket = await UpgradeAsync(http1, path);
        await calls.AssertSocketWorksAsync();
        var before = gateway.Gateway.Upstream.Requests;
        calls._silent = http1.GetAsync($"{path}/silent", Cancellation);
        await Eventually.HoldsAsync(() => gateway.Gateway.Upstream.Requests > before);
        return calls;
    }

    public async Task AssertEndedAsync()
    {
        await Eventually.HoldsAsync(() => EndsAsync(_answers[0]), what: "the answer over HTTP/1.1 ends");
        await Eventually.HoldsAsync(() => EndsAsync(_answers[1]), what: "the first answer over HTTP/2 ends");
        await Eventually.HoldsAsync(() => EndsAsync(_answers[2]), what: "the second answer over HTTP/2 ends");
        await Eventually.HoldsAsync(() => EndsAsync(_socket), what: "the WebSocket ends");
        await Eventually.HoldsAsync(() => _silent.IsCompleted, what: "the call without an answer ends");
    }

    public async Task AssertUndisturbedAsync()
    {
        await AssertSocketWorksAsync();
        Assert.False(_silent.IsCompleted);
        Assert.All(_answers, answer => Assert.False(answer.ReadAsync(new byte[1], Cancellation).AsTask().IsCompleted));
    }

    public void Dispose()
    {
        _answers.ForEach(answer => answer.Dispose());
        _socket.Dispose();
    }

    private async Task AssertSocketWorksAsync()
    {
        await _socket.WriteAsync("x"u8.ToArray(), Cancellation);
        await _socket.FlushAsync(Cancellation);
        Assert.Equal(1, await _socket.ReadAsync(new byte[1], Cancellation));
    }

    private static async Task<bool> EndsAsync(Stream stream)
    {
        try
        {
            return await stream.ReadAsync(new byte[1], Cancellation) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static async Task<Stream> StreamAsync(HttpClient client, string path)
    {
        var response = await client.GetAsync($"{path}/stream", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var stream = await response.Content.ReadAsStreamAsync(Cancellation);
        await stream.ReadExactlyAsync(new byte["data: 1\n\n".Length], Cancellation);
        return stream;
    }

    private static async Task<Stream> UpgradeAsync(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{path}/socket");
        request.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        request.Headers.TryAddWithoutValidation("Upgrade", "websocket");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Version", "13");
        request.Headers.TryAddWithoutValidation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, response.StatusCode);
        return await response.Content.ReadAsStreamAsync(Cancellation);
    }
}
