using CiamGateway.Errors;
using CiamGateway.Forwarding.Middleware;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Which requests are let through to the routes, and how the others are answered.</summary>
public sealed class RequestTargetMiddlewareTests
{
    private const string Length =
        "The length of the body is given twice, or in a coding other than 'chunked'. Nothing was sent to the API.";
    private const string Method = "Methods are written in capital letters (RFC 9110 §9.1). Nothing was sent to the API.";
    private const string Handshake =
        "A WebSocket handshake has a Sec-WebSocket-Key of 16 bytes (RFC 6455 §4.1). Nothing was sent to the API.";
    private const string Key = "AAAAAAAAAAAAAAAAAAAAAA==";

    [Theory]
    [InlineData("chunked", false, true)]
    [InlineData("Chunked", false, true)]
    [InlineData("chunked", true, false)]
    [InlineData("gzip, chunked", false, false)]
    [InlineData("identity", false, false)]
    [InlineData(null, true, true)]
    public async Task A_body_has_one_length(string? coding, bool hasLength, bool isServed)
    {
        var context = Request("POST", "/Domains");
        context.Request.Headers.TransferEncoding = coding;
        if (hasLength)
        {
            context.Request.Headers["X-Content-Length"] = "5";
        }
        Assert.Equal(isServed ? null : Length, await FaultAsync(context));
        var error = context.GetGatewayError();
        Assert.Equal(isServed ? (null, null) : ("request_unreadable", true), (error?.Problem.Code, error?.ClosesConnection));
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("M-SEARCH", null)]
    [InlineData("get", Method)]
    [InlineData("GEt", Method)]
    [InlineData("aGET", Method)]
    [InlineData("GETz", Method)]
    public async Task A_method_is_written_in_capital_letters(string method, string? fault)
    {
        var context = Request(method, "/Domains");
        Assert.Equal(fault, await FaultAsync(context));
        Assert.Equal(fault is null ? null : "request_target_refused", context.GetGatewayError()?.Problem.Code);
    }

    [Theory]
    [InlineData("websocket", true, Key, null)]
    [InlineData("WebSocket", true, Key, null)]
    [InlineData("websocket", true, null, Handshake)]
    [InlineData("websocket", true, "AAAAAAAAAAAAAAAAAAAA", Handshake)]
    [InlineData("websocket", true, "AAAAAAAAAAAAAAAAAAAAAAA=", Handshake)]
    [InlineData("websocket", true, "AAAAAAAAAAAAAAAAAAAAAAAA", Handshake)]
    [InlineData("websocket", true, "!!!!!!!!!!!!!!!!!!!!!!==", Handshake)]
    [InlineData("WEBSOCKET", true, null, Handshake)]
    [InlineData("websocket", false, null, null)]
    [InlineData("h2c", true, null, null)]
    [InlineData(null, true, null, null)]
    public async Task A_handshake_has_a_key(string? protocol, bool isUpgradable, string? key, string? fault)
    {
        var context = Request("GET", "/Domains");
        context.Request.Headers.Upgrade = protocol;
        context.Request.Headers.SecWebSocketKey = key;
        context.Features.Set<IHttpUpgradeFeature>(new Upgrade(isUpgradable));
        Assert.Equal(fault, await FaultAsync(context));
    }

    [Theory]
    [InlineData("POST", "websocket", true, false)]
    [InlineData("DELETE", "WebSocket", true, false)]
    [InlineData("HEAD", "websocket", true, false)]
    [InlineData("POST", "SPDY/3.1", true, false)]
    [InlineData("GET", "spdy/3.1", true, true)]
    [InlineData("POST", "h2c", true, true)]
    [InlineData("POST", "websocket", false, true)]
    public async Task A_handshake_is_a_GET(string method, string protocol, bool isUpgradable, bool isServed)
    {
        var context = Request(method, "/Domains");
        context.Request.Headers.Upgrade = protocol;
        context.Request.Headers.SecWebSocketKey = Key;
        context.Features.Set<IHttpUpgradeFeature>(new Upgrade(isUpgradable));
        var fault = "A handshake for WebSocket or SPDY has the method GET (RFC 6455 §4.1). Nothing was sent to the API.";
        Assert.Equal(isServed ? null : fault, await FaultAsync(context));
    }

    [Fact]
    public async Task A_target_has_one_reading()
    {
        var context = Request("GET", "/Domains//1");
        Assert.Equal("The request target has two slashes in a row, at offset 8. Nothing was sent to the API.", await FaultAsync(context));
        Assert.Equal("request_target_refused", context.GetGatewayError()?.Problem.Code);
    }

    private static DefaultHttpContext Request(string method, string target)
    {
        var context = new DefaultHttpContext { Request = { Method = method } };
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        return context;
    }

    /// <returns>What the caller is told; nothing if the request is let through.</returns>
    private static async Task<string?> FaultAsync(HttpContext context)
    {
        var isServed = false;
        await new RequestTargetMiddleware(_ =>
        {
            isServed = true;
            return Task.CompletedTask;
        }).InvokeAsync(context);
        Assert.Equal(isServed, context.GetGatewayError() is null);
        return context.GetGatewayError()?.Detail;
    }

    private sealed record Upgrade(bool IsUpgradableRequest) : IHttpUpgradeFeature
    {
        public Task<Stream> UpgradeAsync() => throw new NotSupportedException();
    }
}
