using System.Net;
using CiamGateway.Compatibility;
using Xunit;

namespace CiamGateway.Tests.Compatibility;

/// <summary>The words of <see cref="HttpClient"/> on which <see cref="HttpClientMessages"/> depends.</summary>
public sealed class HttpClientMessagesTests
{
    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_proxy_that_requires_credentials_can_be_told_from_one_that_refuses_the_target(bool forbids, bool expected)
    {
        await using var proxy = new ForwardProxy(forbids ? null : "user:password") { Forbids = forbids };
        using var handler = new SocketsHttpHandler { Proxy = new WebProxy(proxy.Address) };
        using var client = new HttpClient(handler);
        var exception = await Assert.ThrowsAsync<HttpRequestException>(() =>
            client.GetAsync(new Uri("https://api.example.com/"), TestContext.Current.CancellationToken)
        );
        Assert.Equal(HttpRequestError.ProxyTunnelError, exception.HttpRequestError);
        Assert.Equal(expected, HttpClientMessages.IsProxyAuthenticationRequired(exception));
    }
}
