using CiamGateway.Forwarding.Middleware;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

public sealed class UnservedMethodTests
{
    private const string Trace = "TRACE is never forwarded, since the API would answer with the access token (RFC 9110 §9.3.8)";
    private const string Connect = "CONNECT is forwarded for WebSockets over HTTP/2 only";

    [Theory]
    [InlineData("GET", null)]
    [InlineData("OPTIONS", null)]
    [InlineData("PROPFIND", null)]
    [InlineData("TRACE", Trace)]
    [InlineData("CONNECT", Connect)]
    public void Some_methods_never_reach_an_API(string method, string? fault) => Assert.Equal(fault, UnservedMethod.Fault(Request(method)));

    [Theory]
    [InlineData(true, "websocket", null)]
    [InlineData(true, "WebSocket", null)]
    [InlineData(true, "connect-udp", Connect)]
    [InlineData(true, null, Connect)]
    [InlineData(false, "websocket", Connect)]
    public void A_WebSocket_is_opened_by_extended_CONNECT(bool isExtended, string? protocol, string? fault)
    {
        var request = Request("CONNECT");
        request.Features.Set<IHttpExtendedConnectFeature>(new ExtendedConnect(isExtended, protocol));
        Assert.Equal(fault, UnservedMethod.Fault(request));
    }

    private static DefaultHttpContext Request(string method) => new() { Request = { Method = method } };

    private sealed record ExtendedConnect(bool IsExtendedConnect, string? Protocol) : IHttpExtendedConnectFeature
    {
        public ValueTask<Stream> AcceptAsync() => throw new NotSupportedException();
    }
}
