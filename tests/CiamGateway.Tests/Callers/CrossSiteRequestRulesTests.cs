using CiamGateway.Callers;
using CiamGateway.Management;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Which requests a browser makes for a page of another site, for callers and for operators.</summary>
public sealed class CrossSiteRequestRulesTests
{
    [Theory]
    [InlineData("GET", false)]
    [InlineData("HEAD", false)]
    [InlineData("OPTIONS", false)]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", true)]
    [InlineData("DELETE", true)]
    [InlineData("CONNECT", true)]
    [InlineData("PROPFIND", true)]
    public void Every_method_but_three_may_change_something(string method, bool expected)
    {
        var request = Request(method, "cross-site", origin: null);
        Assert.Equal(expected, CrossSiteRequest.IsChange(request));
        Assert.Equal(expected, CrossSiteRequest.Asks(request));
    }

    [Theory]
    [InlineData("websocket")]
    [InlineData("WebSocket")]
    [InlineData("h2c")]
    [InlineData("")]
    public void Leaving_HTTP_for_another_protocol_may_change_something(string protocol)
    {
        var request = Request("GET", "cross-site", origin: null);
        request.Headers.Upgrade = protocol;
        Assert.True(CrossSiteRequest.Asks(request));
    }

    [Theory]
    [InlineData("cross-site", null, true)]
    [InlineData("same-site", null, true)]
    [InlineData("same-origin", null, false)]
    [InlineData("none", null, false)]
    [InlineData("Same-Origin", null, true)]
    [InlineData("unheard-of", null, true)]
    [InlineData("same-origin,cross-site", null, true)]
    [InlineData(null, null, false)]
    [InlineData("", null, false)]
    [InlineData(null, "http://gateway.example.com:8080", false)]
    [InlineData(null, "https://GATEWAY.example.com:8080", false)]
    [InlineData(null, "http://gateway.example.com", true)]
    [InlineData(null, "http://gateway.example.com:8081", true)]
    [InlineData(null, "http://example.com:8080", true)]
    [InlineData(null, "http://gateway.example.com:8080.evil.example", true)]
    [InlineData(null, "null", true)]
    [InlineData(null, "nonsense", true)]
    [InlineData(null, "", false)]
    [InlineData("", "http://evil.example", true)]
    [InlineData("cross-site", "http://gateway.example.com:8080", true)]
    [InlineData("same-origin", "http://evil.example", false)]
    public void The_browser_says_for_which_page_it_asks(string? site, string? origin, bool expected)
    {
        Assert.Equal(expected, CrossSiteRequest.Asks(Request("POST", site, origin)));
        Assert.False(CrossSiteRequest.Asks(Request("GET", site, origin)));
    }

    [Fact]
    public void Two_lines_do_not_cancel_each_other()
    {
        var request = Request("POST", site: null, origin: null);
        request.Headers["Sec-Fetch-Site"] = new(["same-origin", "cross-site"]);
        Assert.True(CrossSiteRequest.Asks(request));
        request.Headers.Remove("Sec-Fetch-Site");
        request.Headers.Origin = new(["http://gateway.example.com:8080", "http://evil.example"]);
        Assert.True(CrossSiteRequest.Asks(request));
    }

    [Theory]
    [InlineData("POST", "same-origin", "http://gateway.example.com:8080", false)]
    [InlineData("POST", "same-origin", "http://evil.example", true)]
    [InlineData("POST", null, "http://evil.example", true)]
    [InlineData("POST", "cross-site", null, true)]
    [InlineData("POST", null, null, false)]
    [InlineData("GET", "cross-site", "http://evil.example", false)]
    public void For_operators_both_must_be_right(string method, string? site, string? origin, bool expected) =>
        Assert.Equal(expected, RequestOrigin.IsForeign(Request(method, site, origin)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3:8081", true)]
    [InlineData("[::1]:8081", true)]
    [InlineData("[2001:db8::1]", true)]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8081", true)]
    [InlineData("status.localhost", true)]
    [InlineData("evillocalhost", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("Management.example.com:8081", true)]
    [InlineData("ops.example.com", true)]
    [InlineData("OPS.example.com:8081", true)]
    [InlineData("other.ops.example.com", false)]
    [InlineData("evil.example", false)]
    [InlineData("", false)]
    public void Operators_address_the_listener_by_a_name_that_is_its_own(string host, bool expected)
    {
        var request = Request("GET", site: null, origin: null);
        request.Host = new HostString(host);
        var management = new ManagementOptions { Url = "http://management.example.com:8081", AllowedHosts = ["ops.example.com"] };
        Assert.Equal(expected, RequestOrigin.IsAddressedRightly(request, management));
    }

    private static HttpRequest Request(string method, string? site, string? origin)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Host) = (method, new HostString("gateway.example.com:8080"));
        if (site is not null)
        {
            request.Headers["Sec-Fetch-Site"] = site;
        }
        if (origin is not null)
        {
            request.Headers.Origin = origin;
        }
        return request;
    }
}
