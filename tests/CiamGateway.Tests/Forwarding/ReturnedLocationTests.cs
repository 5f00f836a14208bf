using CiamGateway.Forwarding.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>What becomes of a <c>Location</c> on its way back to the caller: the same resource, at the gateway's address.</summary>
public sealed class ReturnedLocationTests
{
    [Theory]
    // Absolute, and relative to the request.
    [InlineData("/Domains", "https://api.example.com/Domains", "https://api.example.com/Domains/42", "http://gateway/Domains/42")]
    [InlineData("/Domains", "https://api.example.com/Domains", "/Domains/42?a=b#c", null)]
    [InlineData("/Domains/1", "https://api.example.com/Domains/1", "2", null)]
    [InlineData("/Domains", "https://api.example.com/Domains", "https://API.example.com/", "http://gateway/")]
    // Behind a proxy that ends TLS an API takes its scheme for http; the port is the scheme's either way.
    [InlineData("/Domains", "https://api.example.com/Domains", "http://api.example.com/Domains/42", "http://gateway/Domains/42")]
    [InlineData("/Domains", "https://api.example.com:8443/Domains", "https://api.example.com:8443/Domains/42", "http://gateway/Domains/42")]
    [InlineData("/Domains", "https://api.example.com:8443/Domains", "http://api.example.com:8443/Domains/42", "http://gateway/Domains/42")]
    // Somebody else.
    [InlineData("/Domains", "https://api.example.com/Domains", "https://other.example.com/Domains/42", null)]
    [InlineData("/Domains", "https://api.example.com:8443/Domains", "https://api.example.com/Domains/42", null)]
    [InlineData("/Domains", "https://api.example.com/Domains", "https://api.example.com:8443/Domains/42", null)]
    [InlineData("/Domains", "https://api.example.com/Domains", "https://other.example.com:8443/Domains/42", null)]
    [InlineData("/Domains", "https://api.example.com/Domains", "https://[", null)]
    // What a route's transforms put before the path, or took from it.
    [InlineData("/Domains/1", "https://api.example.com/v1/Domains/1", "https://api.example.com/v1/Users/7", "http://gateway/Users/7")]
    [InlineData("/Domains/1", "https://api.example.com/v1/Domains/1", "https://api.example.com/v1", "http://gateway/")]
    [InlineData("/Domains/1", "https://api.example.com/v1/Domains/1", "https://api.example.com/v10/Users/7", null)]
    [InlineData("/Domains/1", "https://api.example.com/v1/Domains/1", "https://api.example.com/V1/Users/7", null)]
    [InlineData("/ciam/Domains/1", "https://api.example.com/Domains/1", "https://api.example.com/Users/7", "http://gateway/ciam/Users/7")]
    [InlineData("/ciam/a", "https://api.example.com/v1/a", "https://api.example.com/v1/a/42", "http://gateway/ciam/a/42")]
    // Other letters of the same path.
    [InlineData("/a%20b/c", "https://api.example.com/v1/a%20b/c", "https://api.example.com/v1/d", "http://gateway/d")]
    [InlineData("/J%c3%BCrgen", "https://api.example.com/v1/J%C3%BCrgen", "https://api.example.com/v1/d", "http://gateway/d")]
    public void It_leads_back_through_the_gateway(string called, string sent, string location, string? expected) =>
        Assert.Equal(expected ?? location, Rewrite(called, sent, location, destination: null));

    [Theory]
    [InlineData("https://api.example.com/v1", "https://api.example.com/v1/Users/7", "http://gateway/Users/7")]
    [InlineData("https://api.example.com/v1/", "https://api.example.com/v1/Users/7", "http://gateway/Users/7")]
    [InlineData("https://api.example.com/", "https://api.example.com/v1/Users/7", "http://gateway/v1/Users/7")]
    [InlineData("https://api.example.com/v2", "https://api.example.com/v1/Users/7", null)]
    public void If_the_paths_differ_the_destinations_address_decides(string destination, string location, string? expected) =>
        Assert.Equal(expected ?? location, Rewrite("/called", "https://api.example.com/v1/other", location, destination));

    [Fact]
    public void The_host_that_the_API_was_called_by_is_its_own() =>
        Assert.Equal("http://gateway/a/42", Rewrite("/a", "https://10.0.0.1/a", "http://api.internal/a/42", null, host: "api.internal"));

    [Fact]
    public void A_caller_who_named_no_host_is_told_none() =>
        Assert.Equal("/Domains/42", Rewrite("/Domains", "https://api.example.com/Domains", "/Domains/42", null, gateway: null));

    private static string Rewrite(
        string called,
        string sent,
        string location,
        string? destination,
        string? host = null,
        string? gateway = "gateway"
    )
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = called;
        var request = context.Request;
        request.Scheme = "http";
        request.Host = gateway is null ? default : new HostString(gateway);
        using var message = new HttpRequestMessage(HttpMethod.Get, sent);
        message.Headers.Host = host;
        return ReturnedLocation.Rewrite(location, request, message, destination);
    }
}
