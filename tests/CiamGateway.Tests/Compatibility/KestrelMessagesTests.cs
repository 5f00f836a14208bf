using System.Diagnostics;
using CiamGateway.Compatibility;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Compatibility;

/// <summary>The words of Kestrel on which <see cref="KestrelMessages"/> depends: these tests fail when an update changes them.</summary>
public sealed class KestrelMessagesTests
{
    [Theory]
    [InlineData("GET\r\n\r\n", "RequestLine")]
    [InlineData("GET /a\u00e4 HTTP/1.1\r\nHost: a\r\n\r\n", "RequestTarget")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003", "TlsHandshake")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", "MissingHost")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "MultipleHosts")]
    [InlineData("GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "InvalidHost")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", "ContentLength")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "MultipleContentLengths")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "TransferEncoding")]
    [InlineData("POST / HTTP/1.0\r\nHost: a\r\n\r\n", "PostWithoutLength")]
    [InlineData("PUT / HTTP/1.0\r\nHost: a\r\n\r\n", "PutWithoutLength")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", "Header")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nna me: value\r\n\r\n", "Header")]
    public async Task What_is_wrong_with_a_request_can_be_read_from_the_exception(string request, string kind) =>
        Assert.Equal(kind, KestrelMessages.KindOf(await RejectAsync(request)).ToString());

    /// <returns>The exception with which Kestrel rejects the request.</returns>
    private static async Task<BadHttpRequestException> RejectAsync(string request)
    {
        await using var app = LoopbackServer.CreateBuilder(port: 0).Build();
        app.Run(context => context.Request.Body.CopyToAsync(Stream.Null));
        var rejections = new Rejections();
        using var subscription = app.Services.GetRequiredService<DiagnosticListener>().Subscribe(rejections!);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var connection = await RawConnection.OpenAsync(app.Address());
        await connection.SendAsync(request);
        return await rejections.First.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Rejections : IObserver<KeyValuePair<string, object>>
    {
        public TaskCompletionSource<BadHttpRequestException> First { get; } = new();

        public void OnNext(KeyValuePair<string, object> value)
        {
            if (value.Key == KestrelMessages.BadRequestEvent)
            {
                var feature = ((IFeatureCollection)value.Value).Get<IBadRequestExceptionFeature>();
                First.TrySetResult(Assert.IsType<BadHttpRequestException>(feature?.Error, exactMatch: false));
            }
        }

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
