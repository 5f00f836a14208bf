using System.Net;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>
/// The target that a caller writes is the target that the API reads, byte for byte; a transform of the route changes its own part and
/// nothing else.
/// </summary>
public sealed class TargetBytesTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static readonly string[] Targets =
    [
        "/Domains",
        "/Domains/",
        "/Domains?",
        "/Domains??",
        "/Domains/?",
        "/Domains/john%2Btest",
        "/Domains/john%2btest",
        "/Domains/john+test",
        "/Domains/%7Ejohn%7e~",
        "/Domains/%41%61%2D%2d%5F%2E1",
        "/Domains/J%C3%BCrgen/Users/%c3%bc",
        "/Domains/a%20b%26c%2C%2c,d%3D%3d=e%40@%3a:%21!%24$%27'%28(%29)%2a*",
        "/Domains/%22a%22%3C%3E%5B%5D%5E%60%7B%7C%7D",
        "/Domains/%E2%82%AC%F0%9F%98%80",
        "/%44omains/1",
        "/Domains?filter=a%2Bb+c%20d&x=%41%7E%7e~",
        "/Domains?x=%FF%fe%C0%AF%00%0D%0A",
        "/Domains?x=%&y=%2&z=%zz&u=%u0041",
        "/Domains?x=\"<>[]\\^`{|}'",
        "/Domains?x=/../a//b/./c\\..\\d;e",
        "/Domains?&&a&=b&a=1&A=2&a=1&",
        "/Domains?redirect=http://a.example.com/?x=y",
    ];

    [Theory]
    [InlineData("/", "", HttpProtocols.Http1)]
    [InlineData("/ciam/v2", "/ciam/v2", HttpProtocols.Http1)]
    [InlineData("/c%2biam/%7Ev2/", "/c%2biam/%7Ev2", HttpProtocols.Http1)]
    [InlineData("", "", HttpProtocols.Http2)]
    [InlineData("/c%2biam/%7Ev2", "/c%2biam/%7Ev2", HttpProtocols.Http2)]
    [InlineData("/ciam/v2/", "/ciam/v2", HttpProtocols.Http2)]
    public async Task The_target_arrives_byte_for_byte_behind_a_base_path(string basePath, string prefix, HttpProtocols protocols) =>
        Assert.Equal(Targets.Select(target => prefix + target), await ArrivedAsync(Targets, basePath, protocols));

    [Theory]
    [InlineData("PathPrefix", "/v2", "/t/john%2Btest/a+b?x=%41", "/v2/t/john%2Btest/a+b?x=%41")]
    [InlineData("PathPrefix", "/v+2/\u00fc", "/t/john%2Btest/%7e", "/v%2B2/%C3%BC/t/john%2Btest/%7e")]
    [InlineData("PathPrefix", "/v+2", "/t/john+test/%7e", "/v+2/t/john+test/%7e")]
    [InlineData("PathRemovePrefix", "/t", "/t/john%2Btest/%7e%41?x=+", "/john%2Btest/%7e%41?x=+")]
    [InlineData("PathSet", "/all", "/t/john%2Btest/a?x=%2B+", "/all?x=%2B+")]
    [InlineData("PathPattern", "/{b}/of/{a}", "/t/john%2Btest/%7e%41?x=%2B+", "/%7e%41/of/john%2Btest?x=%2B+")]
    [InlineData("PathPattern", "/{a}/{b}", "/t/%C3%BC%c3%bc/a%20b", "/%C3%BC%c3%bc/a%20b")]
    [InlineData("PathPattern", "/x-{a}/{b}", "/t/john%2Btest%C3%BC/1", "/x-john%2Btest%C3%BC/1")]
    public async Task A_path_transform_keeps_what_it_does_not_change(string transform, string value, string target, string expected) =>
        Assert.Equal([expected], await ArrivedAsync([target], settings: Transform((transform, value))));

    [Theory]
    [InlineData("/new/{rest}", "/old/a/b%2Bc/%c3%bc%7e", "/new/a/b%2Bc/%c3%bc%7e")]
    [InlineData("/new/{*rest}", "/old/a/b", "/new/a/b")]
    [InlineData("/new/{**rest}", "/old/a/b%20c/", "/new/a/b%20c/")]
    [InlineData("/{rest}/old", "/old/a/%41", "/a/%41/old")]
    [InlineData("/new/x-{rest}", "/old/a/b%2B", "/new/x-a/b%2B")]
    [InlineData("/new/{rest}", "/old", "/new")]
    [InlineData("/new/{rest}", "/old/a?x=%2f/", "/new/a?x=%2f/")]
    public async Task A_path_pattern_keeps_a_catch_all_parameter(string pattern, string target, string expected)
    {
        var settings = Transform(("PathPattern", pattern));
        settings["ReverseProxy:Routes:transformed:Match:Path"] = "/old/{**rest}";
        Assert.Equal([expected], await ArrivedAsync([target], settings: settings));
    }

    [Theory]
    [InlineData("?x=%41+&y=%2b", "?x=%41+&y=%2b&added=a%20b%2Bc", "QueryValueParameter", "added", "Append", "a b+c")]
    [InlineData("", "?added=1", "QueryValueParameter", "added", "Append", "1")]
    [InlineData("?x=%41+&y=%2b", "?x=%41+&y=%2b&x=1", "QueryValueParameter", "x", "Append", "1")]
    [InlineData("?x=%41+&y=%2b&z", "?y=%2b&z&x=1", "QueryValueParameter", "x", "Set", "1")]
    [InlineData("?x=%41+&y=%2b&X=2&z=%7e", "?y=%2b&z=%7e", "QueryRemoveParameter", "x", null, null)]
    [InlineData("?x=1", "", "QueryRemoveParameter", "x", null, null)]
    [InlineData("?y=%7e&&%78%79=+&", "?y=%7e&&%78%79=+&", "QueryRemoveParameter", "x", null, null)]
    [InlineData("?y=%7e&%78=+", "?y=%7e", "QueryRemoveParameter", "x", null, null)]
    public async Task A_query_transform_keeps_what_it_does_not_change(
        string query,
        string expected,
        string transform,
        string name,
        string? action,
        string? value
    )
    {
        (string, string)[] settings = action is null ? [(transform, name)] : [(transform, name), (action, value!)];
        Assert.Equal([$"/t/john%2Btest/%41{expected}"], await ArrivedAsync([$"/t/john%2Btest/%41{query}"], settings: Transform(settings)));
    }

    [Fact]
    public async Task What_is_sent_once_more_after_a_401_has_the_same_target()
    {
        var targets = new List<string?>();
        Upstream upstream = null!;
        await using (
            upstream = await Upstream.StartAsync(context =>
            {
                targets.Add(upstream.Target);
                context.Response.StatusCode = targets.Count == 1 ? 401 : 200;
                return Task.CompletedTask;
            })
        )
        {
            await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, upstream.Address);
            await gateway.WaitUntilReadyAsync(Cancellation);
            Assert.Equal(200, await StatusAsync(gateway, "/Domains/john%2Btest?x=%41"));
            Assert.Equal(["/Domains/john%2Btest?x=%41", "/Domains/john%2Btest?x=%41"], targets);
        }
    }

    private static Dictionary<string, string?> Transform(params (string Key, string Value)[] transform)
    {
        const string route = "ReverseProxy:Routes:transformed";
        return new(transform.Select(setting => KeyValuePair.Create($"{route}:Transforms:1:{setting.Key}", (string?)setting.Value)))
        {
            [$"{route}:ClusterId"] = "provisioning",
            [$"{route}:Match:Path"] = "/t/{a}/{b}",
            [$"{route}:Transforms:0:AccessToken"] = "none",
        };
    }

    /// <summary>The targets that arrive at the API.</summary>
    private async Task<IReadOnlyList<string?>> ArrivedAsync(
        string[] targets,
        string basePath = "/",
        HttpProtocols protocols = HttpProtocols.Http1,
        Dictionary<string, string?>? settings = null
    )
    {
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask, protocols: protocols);
        var version = protocols is HttpProtocols.Http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            upstream.Address,
            new(settings ?? [])
            {
                ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address"] = $"http://{upstream.Address.Authority}{basePath}",
                ["ReverseProxy:Clusters:provisioning:HttpRequest:Version"] = version.ToString(),
                ["ReverseProxy:Clusters:provisioning:HttpRequest:VersionPolicy"] = "RequestVersionExact",
            }
        );
        var arrived = new List<string?>();
        foreach (var target in targets)
        {
            Assert.Equal(200, await StatusAsync(gateway, target));
            arrived.Add(upstream.Target);
        }
        return arrived;
    }

    private static async Task<int> StatusAsync(SandboxGateway gateway, string target)
    {
        var request = $"GET {target} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n";
        return Assert.Single(await RawConnection.ExchangeAsync(gateway.Address, request)).Status;
    }
}
