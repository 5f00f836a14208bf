using CiamGateway.Callers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers;

/// <summary>Where a request comes from, and whose word is taken for it.</summary>
public sealed class SourceAddressTests
{
    public static TheoryData<string, string> OfProxies =>
        new()
        {
            { "Forwarded", "for=192.0.2.1" },
            { "X-Forwarded-For", "127.0.0.1" },
            { "X-Forwarded-For", "" },
            { "X-Forwarded-Proto", "https" },
            { "X-Forwarded-Host", "gateway" },
            { "X-Forwarded-Port", "443" },
            { "X-Forwarded-Server", "nginx" },
            { "X-Real-IP", "192.0.2.1" },
            { "Via", "1.1 squid" },
            { "x_forwarded_for", "192.0.2.1" },
            { "X-Client-IP", "192.0.2.1" },
            { "X-Cluster-Client-IP", "192.0.2.1" },
            { "True-Client-IP", "192.0.2.1" },
            { "CF-Connecting-IP", "192.0.2.1" },
            { "CF-Ray", "1" },
            { "CDN-Loop", "cloudflare" },
            { "Fastly-Client-IP", "192.0.2.1" },
            { "X-Azure-ClientIP", "192.0.2.1" },
            { "X-Envoy-External-Address", "192.0.2.1" },
            { "X-Original-Forwarded-For", "192.0.2.1" },
            { "X-Originating-IP", "192.0.2.1" },
            { "X-Remote-Addr", "192.0.2.1" },
            { "WL-Proxy-Client-IP", "192.0.2.1" },
            { "Proxy-Client-IP", "192.0.2.1" },
            { "X-ProxyUser-Ip", "192.0.2.1" },
            { "Client-IP", "192.0.2.1" },
            { "X-Amz-Cf-Id", "1" },
            { "CloudFront-Viewer-Address", "192.0.2.1:1" },
            { "X-Forwarded", "192.0.2.1" },
        };

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.255.0.9", "127.255.0.9", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", true)]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3", false)]
    [InlineData("10.1.2.3", "10.1.2.3", false)]
    [InlineData("2001:db8::1", "2001:db8::1", false)]
    [InlineData(null, null, false)]
    public async Task Without_a_trusted_proxy_it_is_the_other_end_of_the_connection(string? connection, string? expected, bool isLocal)
    {
        Assert.Equal((expected, isLocal, "http"), await SourceAsync(connection, [], forwardedFor: null));
        Assert.Equal((expected, false, "http"), await SourceAsync(connection, [], forwardedFor: "192.0.2.1"));
        Assert.Equal((expected, false, "http"), await SourceAsync(connection, ["192.0.2.0/24"], forwardedFor: "192.0.2.1"));
    }

    /// <summary>A proxy on this machine, that is not in TrustedProxies names other addresses.</summary>
    [Theory]
    [MemberData(nameof(OfProxies))]
    public void What_a_proxy_here_passes_on_is_not_local(string header, string value)
    {
        var context = From("127.0.0.1");
        (context.Request.Host, context.Request.Headers.UserAgent, context.Request.Headers.Accept) = (new("gateway"), "curl", "*/*");
        context.Request.Headers["X-Request-Id"] = "1";
        Assert.True(SourceAddress.IsLocal(context));
        context.Request.Headers[header] = value;
        Assert.False(SourceAddress.IsLocal(context));
    }

    [Theory]
    [InlineData("10.0.0.1", "192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:10.0.0.1", "192.0.2.1", "192.0.2.1")]
    [InlineData("10.0.0.1", "::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1")]
    [InlineData("2001:db8:ffff::1", "2001:db8::1", "2001:db8::1")]
    [InlineData("10.0.0.1", "127.0.0.1", "127.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.9, 192.0.2.1, 10.0.0.2", "192.0.2.1")]
    [InlineData("10.0.0.1", "192.0.2.1, 2001:db8:ffff::2, 10.0.0.2", "192.0.2.1")]
    [InlineData("10.0.0.1", "10.0.0.3, 10.0.0.2", null)]
    [InlineData("10.0.0.1", "192.0.2.1, nonsense", null)]
    [InlineData("10.0.0.1", "", null)]
    [InlineData("10.0.0.1", null, null)]
    public async Task Through_a_trusted_proxy_it_is_the_last_hop_that_is_none_and_never_local(
        string connection,
        string? forwardedFor,
        string? expected
    )
    {
        var (source, isLocal, scheme) = await SourceAsync(connection, ["10.0.0.0/29", "2001:db8:ffff::/48"], forwardedFor);
        Assert.Equal((expected, false), (source, isLocal));
        Assert.True(expected is null || scheme is "https");
    }

    [Fact]
    public async Task What_a_proxy_said_of_itself_is_taken_off()
    {
        var context = From("10.0.0.1");
        context.Request.Headers["X-Forwarded-For"] = "192.0.2.1";
        context.Request.Headers["X-Forwarded-Proto"] = "https";
        await Stage(Current(Access() with { TrustedProxies = Networks("10.0.0.0/8") })).InvokeAsync(context);
        Assert.DoesNotContain(context.Request.Headers.Keys, name => name.StartsWith("X-Original-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Proxies_are_trusted_and_distrusted_while_the_gateway_runs()
    {
        var current = Holding(Access() with { TrustedProxies = Networks("10.0.0.0/8") });
        var stage = Stage(new CurrentCallers(current, NullLogger<CurrentCallers>.Instance));
        Assert.Equal("192.0.2.1", (await SourceAsync(stage, "10.0.0.1", "192.0.2.1, 198.51.100.1, 192.0.2.1")).Source);
        current.Apply(With(Access() with { TrustedProxies = Networks("10.0.0.0/8", "192.0.2.1/32") }), () => { });
        Assert.Equal("198.51.100.1", (await SourceAsync(stage, "10.0.0.1", "192.0.2.1, 198.51.100.1, 192.0.2.1")).Source);
        current.Apply(With(Access()), () => { });
        Assert.Equal("10.0.0.1", (await SourceAsync(stage, "10.0.0.1", "192.0.2.1, 198.51.100.1, 192.0.2.1")).Source);
    }

    private static Task<(string? Source, bool IsLocal, string Scheme)> SourceAsync(
        string? connection,
        string[] proxies,
        string? forwardedFor
    ) => SourceAsync(Stage(Current(Access() with { TrustedProxies = Networks(proxies) })), connection, forwardedFor);

    private static async Task<(string? Source, bool IsLocal, string Scheme)> SourceAsync(
        ForwardedAddressMiddleware stage,
        string? connection,
        string? forwardedFor
    )
    {
        var context = From(connection);
        context.Request.Scheme = "http";
        if (forwardedFor is not null)
        {
            context.Request.Headers["X-Forwarded-For"] = forwardedFor;
            context.Request.Headers["X-Forwarded-Proto"] = string.Join(", ", forwardedFor.Split(',').Select(_ => "https"));
        }
        await stage.InvokeAsync(context);
        Assert.Equal(true, context.Items["reached"]);
        return (SourceAddress.Of(context)?.ToString(), SourceAddress.IsLocal(context), context.Request.Scheme);
    }

    private static ForwardedAddressMiddleware Stage(CurrentCallers callers) =>
        new(
            context =>
            {
                context.Items["reached"] = true;
                return Task.CompletedTask;
            },
            callers,
            NullLoggerFactory.Instance
        );
}
