using System.Net;
using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using CiamGateway.Forwarding.Explanation;
using Microsoft.AspNetCore.Http.Features;
using Xunit;

namespace CiamGateway.Tests.Forwarding.Explanation;

/// <summary>A described request becomes what a listener would hand on, credentials included.</summary>
public sealed class DryRunRequestTests
{
    private static readonly ApiKeyHash Key = ApiKeyHash.Of("key"u8);
    private static readonly CallerSettings WithKey = new("payroll")
    {
        ApiKeys = [Key],
        Networks = [IPNetwork.Parse("10.1.0.0/16"), IPNetwork.Parse("10.2.0.0/16")],
    };

    [Theory]
    [InlineData("/Domains/J%C3%BCrgen?a=b?c", "/Domains/J%C3%BCrgen", "?a=b?c")]
    [InlineData("/Domains?", "/Domains", "?")]
    [InlineData("/Domains", "/Domains", "")]
    [InlineData("/Domains/%zz?a", "/", "?a")]
    public void Target_becomes_path_and_query(string target, string path, string query)
    {
        var request = new DryRunRequest("PUT", target, null, []).ToContext().Request;
        Assert.Equal(("PUT", "HTTP/1.1", "http"), (request.Method, request.Protocol, request.Scheme));
        Assert.Equal((path, query), (request.Path.ToUriComponent(), request.QueryString.Value));
        Assert.Equal(target, request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
    }

    [Fact]
    public void It_comes_from_this_machine_or_from_the_first_of_its_callers_networks()
    {
        Assert.Equal("127.0.0.1", Request().ToContext().Connection.RemoteIpAddress!.ToString());
        Assert.Equal("127.0.0.1", Request(caller: new CallerSettings("payroll")).ToContext().Connection.RemoteIpAddress!.ToString());
        Assert.Equal("10.1.0.0", Request(caller: WithKey).ToContext().Connection.RemoteIpAddress!.ToString());
    }

    [Fact]
    public void It_names_a_host_unless_its_headers_do()
    {
        Assert.Equal("localhost", Request().ToContext().Request.Headers.Host.ToString());
        Assert.Equal("gateway", (Request() with { Host = "gateway" }).ToContext().Request.Headers.Host.ToString());
        Assert.Equal("other", Request(["Host: other"]).ToContext().Request.Headers.Host.ToString());
    }

    [Fact]
    public void A_header_that_is_given_twice_has_two_values() =>
        Assert.Equal(["1", "2"], Request(["A: 1", "a: 2"]).ToContext().Request.Headers["A"].ToArray());

    [Fact]
    public void Its_caller_presents_what_it_has()
    {
        var password = new CallerSettings("payroll") { Passwords = [null!] };
        Assert.Equal(("", ""), Credentials(Request()));
        Assert.Equal(("", ""), Credentials(Request(caller: new CallerSettings("payroll"))));
        Assert.Equal(("***", ""), Credentials(Request(caller: WithKey)));
        Assert.Equal(("", "Basic ***"), Credentials(Request(caller: password)));
        Assert.Equal(("***", ""), Credentials(Request(caller: password with { ApiKeys = [Key] })));
    }

    [Theory]
    [InlineData("X-Api-Key: key", true)]
    [InlineData("x-api-key: key", true)]
    [InlineData("Authorization: Basic abc", true)]
    [InlineData("authorization: basic abc", true)]
    [InlineData("Authorization: Bearer abc", false)]
    [InlineData("Authorization: BasicAbc", false)]
    [InlineData("X-Other: Basic abc", false)]
    public void Credentials_among_the_headers_stand_for_themselves(string header, bool isCredential)
    {
        var request = Request(["A: 1", header], WithKey);
        Assert.Equal(isCredential, request.PresentsCredential);
        Assert.Equal(!isCredential, Credentials(request).Key == "***");
    }

    private static DryRunRequest Request(string[]? headers = null, CallerSettings? caller = null)
    {
        var parts = (headers ?? []).Select(header => header.Split(": "));
        return new("GET", "/Domains", caller, [.. parts.Select(header => KeyValuePair.Create(header[0], header[1]))]);
    }

    private static (string Key, string Authorization) Credentials(DryRunRequest request)
    {
        var headers = request.ToContext().Request.Headers;
        return (headers["X-Api-Key"].ToString(), headers.Authorization.ToString());
    }
}
