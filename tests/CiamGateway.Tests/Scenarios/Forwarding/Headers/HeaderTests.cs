using System.Net;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>What the API cannot be told by a caller, and what a caller is not told by the API.</summary>
public sealed class HeaderTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_can_be_allowed_and_others_removed_while_the_gateway_runs()
    {
        await using var gateway = await StartAsync(_ => Task.CompletedTask, new() { ["Gateway:AnonymousCallers"] = "Allowed" });
        gateway.Caller.DefaultRequestHeaders.Add("Cookie", "a=b");
        gateway.Caller.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        gateway.Caller.DefaultRequestHeaders.Add("X-Tenant", "acme");
        await gateway.ReconfigureAsync(
            new()
            {
                ["Gateway:RequestHeaders:Allow:0"] = "X-Forwarded-*",
                ["Gateway:RequestHeaders:Allow:1"] = "cookie",
                ["Gateway:RequestHeaders:Remove:0"] = "x-tenant",
            }
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(["a=b"], gateway.Upstream.Headers["Cookie"]);
        Assert.Equal(["192.0.2.1"], gateway.Upstream.Headers["X-Forwarded-For"]);
        Assert.DoesNotContain("X-Tenant", gateway.Upstream.Headers.Keys);
    }

    [Fact]
    public async Task YARPs_own_transform_can_name_the_caller_to_the_API_and_the_caller_cannot()
    {
        await using var gateway = await StartAsync(
            _ => Task.CompletedTask,
            new() { ["ReverseProxy:Routes:domain-list:Transforms:1:X-Forwarded"] = "Append", ["Gateway:AnonymousCallers"] = "Allowed" }
        );
        gateway.Caller.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(["127.0.0.1"], gateway.Upstream.Headers["X-Forwarded-For"]);
    }

    [Fact]
    public async Task A_header_that_is_no_header_or_cannot_be_allowed_does_not_validate()
    {
        using var folder = ConfigurationFolder.Sound();
        var problems = await folder.Problems("--Gateway:RequestHeaders:Remove:0=a b", "--Gateway:RequestHeaders:Allow:0=Authorization");
        Assert.Equal(
            [
                "Gateway:RequestHeaders:Remove:0: 'a b' is not the name of a header. Fix: write a name such as \"X-Request-Id\", "
                    + "or the beginning of names such as \"X-Forwarded-*\".",
                "Gateway:RequestHeaders:Allow:0: 'Authorization' is not among the headers that can be allowed. Fix: "
                    + "write one that the reference lists as "
                    + "withheld; all others pass anyway, but for the caller's credentials, which never do.",
            ],
            problems
        );
    }

    [Fact]
    public async Task What_the_API_says_of_itself_does_not_reach_the_caller()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Headers.Server = "invented";
            context.Response.Headers["X-Transaction"] = "7";
            return Task.CompletedTask;
        });
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(["Date", "X-Transaction"], response.Headers.Select(header => header.Key).Order(StringComparer.Ordinal));
        await gateway.ReconfigureAsync(
            new() { ["Gateway:ResponseHeaders:Allow:0"] = "Set-Cookie", ["Gateway:ResponseHeaders:Remove:0"] = "X-Trans*" }
        );
        using var allowed = await gateway.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(["Date", "Set-Cookie"], allowed.Headers.Select(header => header.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_describes_the_body_of_an_answer_can_be_removed_like_any_other_header()
    {
        await using var gateway = await StartAsync(
            context =>
            {
                context.Response.Headers.LastModified = "Sun, 01 Mar 2026 08:15:30 GMT";
                context.Response.Headers.ContentDisposition = "attachment";
                context.Response.Headers.Allow = "GET";
                return context.Response.WriteAsync("{}");
            },
            new() { ["Gateway:ResponseHeaders:Remove:0"] = "Last-Modified", ["Gateway:ResponseHeaders:Remove:1"] = "Content-D*" }
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(["Allow"], response.Content.Headers.Select(header => header.Key));
    }

    [Fact]
    public async Task Trailers_are_withheld_like_headers()
    {
        await using var api = new RawServer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nSet-Cookie: a=b\r\nX-Tenant: acme\r\nX-Checksum: "
                + "7\r\n\r\n"
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            api.Address,
            new() { ["Kestrel:Endpoints:Gateway:Protocols"] = "Http2", ["Gateway:ResponseHeaders:Remove:0"] = "X-Tenant" }
        );
        using var caller = Http.To(gateway.Address);
        (caller.DefaultRequestVersion, caller.DefaultVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.Equal("{}", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(["x-checksum"], response.TrailingHeaders.Select(trailer => trailer.Key));
    }

    [Theory]
    [InlineData("ResponseHeaders", "Content-Length")]
    [InlineData("RequestHeaders", "content_*")]
    [InlineData("RequestHeaders", "Transfer-Encoding")]
    public async Task What_says_where_a_body_ends_cannot_be_removed(string key, string name)
    {
        using var folder = ConfigurationFolder.Sound();
        var problem = Assert.Single(await folder.Problems($"--Gateway:{key}:Remove:0={name}"));
        Assert.StartsWith($"Gateway:{key}:Remove:0: '{name}' would remove ", problem, StringComparison.Ordinal);
    }

    private Task<GatewayBeforeUpstream> StartAsync(
        RequestDelegate answer,
        Dictionary<string, string?>? settings = null,
        string basePath = "/"
    ) => GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, answer, settings, basePath);
}
