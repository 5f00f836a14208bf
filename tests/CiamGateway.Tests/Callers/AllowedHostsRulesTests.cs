using CiamGateway.Callers;
using CiamGateway.Errors;
using Microsoft.AspNetCore.Http;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers;

/// <summary>Which host names are refused, without a server.</summary>
public sealed class AllowedHostsRulesTests
{
    /// <summary>HTTP/1.0 needs no <c>Host</c> (RFC 1945 has none), and no browser speaks it.</summary>
    [Theory]
    [InlineData("", "gateway.example.com", null)]
    [InlineData("gateway.example.com", "gateway.example.com", null)]
    [InlineData("evil.example", "gateway.example.com", "host_refused")]
    [InlineData("a.example.com:8080", "*.example.com", null)]
    [InlineData("evil.example", null, null)]
    public async Task A_host_is_served_if_it_is_listed_or_none_is(string host, string? allowed, string? expected)
    {
        var context = From("203.0.113.1");
        context.Request.Host = new HostString(host);
        var isServed = false;
        RequestDelegate next = _ =>
        {
            isServed = true;
            return Task.CompletedTask;
        };
        var callers = Current(Access() with { AllowedHosts = allowed is null ? [] : [allowed] });
        await new AllowedHostsMiddleware(next, callers).InvokeAsync(context);
        Assert.Equal((expected, expected is null), (context.GetGatewayError()?.Problem.Code, isServed));
        const string detail =
            "The Host header names no host of AllowedHosts. Address the gateway by one of them, or add the name there. "
            + "Nothing was sent to the API.";
        Assert.Equal(expected is null ? null : detail, context.GetGatewayError()?.Detail);
    }
}
