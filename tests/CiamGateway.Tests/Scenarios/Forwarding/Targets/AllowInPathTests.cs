using System.Text.Json.Nodes;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>
/// Identifiers as directories hold them: refused by default with character, place and key; byte for byte if their route allows the
/// character.
/// </summary>
public sealed class AllowInPathTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Key = "ReverseProxy:Routes:domain:Metadata:AllowInPath";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/Domains/DOMAIN%5Cjohn", "holds '\\', written %5C, at offset 15, in segment 2 of its path", $"add it to {Key}.")]
    [InlineData("/Domains/C%23", "holds '#', written %23, at offset 10, in segment 2 of its path", $"add it to {Key}.")]
    [InlineData("/Domains/a%2Fb", "holds '/', written %2F, at offset 10, in segment 2 of its path", $"add it to {Key}.")]
    [InlineData("/Domains/a%2fb?x=/", "holds '/', written %2f, at offset 10, in segment 2 of its path", $"add it to {Key}.")]
    [InlineData("/Domains/100%25", "holds '%', written %25, at offset 12, in segment 2 of its path", $"add it to {Key}.")]
    [InlineData("/Domains/a;b", "holds ';' at offset 10, in segment 2 of its path", $"add it to {Key}.")]
    [InlineData("/Domains/a%3Bb", "holds ';', written %3B, at offset 10, in segment 2 of its path", $"add it to {Key}.")]
    [InlineData("/Domains/AT%26T%2C%20Inc.", "has a segment that ends in '.', at offset 9, in segment 2 of its path", $"add it to {Key}.")]
    [InlineData(
        "/Domains/%C3%BC%EF%BC%8Fb",
        "holds '\uFF0F' (U+FF0F), written %EF%BC%8F, at offset 15, in segment 2 of its path",
        $"add it to {Key}."
    )]
    [InlineData("/Domains/a%3Fb", "holds '?', written %3F, at offset 10, in segment 2 of its path, which no route can allow", null)]
    [InlineData("/Domains/a%00b", null, null)]
    [InlineData("/Domains/a%01b", "holds a control or formatting character (U+0001) at offset 10, in segment 2 of its path", null)]
    [InlineData("/Domains/%2E%2E", "has a dot segment, or one of spaces, at offset 9, in segment 2 of its path", null)]
    [InlineData("/Domains/..%2F1", "has a dot segment, or one of spaces, at offset 9, in segment 2 of its path", null)]
    [InlineData("/Domains/a%FCb", "is not well-formed UTF-8 at offset 10, in segment 2 of its path", null)]
    [InlineData(
        "/Domains/a%zz",
        "holds a percent sign that two hexadecimal digits do not follow, at offset 10, in segment 2 of its path",
        null
    )]
    [InlineData("/Domains/a|b", "holds '|' at offset 10, in segment 2 of its path, which a path holds only encoded, as %7C", null)]
    [InlineData(
        "/Domains/DOMAIN\\john",
        "holds '\\' at offset 15, in segment 2 of its path, which a path holds only encoded, as %5C",
        null
    )]
    [InlineData("/Domains//1", "has two slashes in a row, at offset 8", null)]
    [InlineData(
        "/Domains/1%5C2/Users/3",
        "holds '\\', written %5C, at offset 10, in segment 2 of its path",
        "add it to ReverseProxy:Routes:domain-user:Metadata:AllowInPath.domainId."
    )]
    [InlineData(
        "/Domains/1/Users/2%5C3",
        "holds '\\', written %5C, at offset 18, in segment 4 of its path",
        "add it to ReverseProxy:Routes:domain-user:Metadata:AllowInPath."
    )]
    [InlineData(
        "/Domains/1%5C2/Users",
        "holds '\\', written %5C, at offset 10, in segment 2 of its path",
        "add it to ReverseProxy:Routes:domain-user-list:Metadata:AllowInPath."
    )]
    [InlineData(
        "/Domains%5C1",
        "holds '\\', written %5C, at offset 8, in segment 1 of its path",
        "No route lists this path. A route can allow the character for its last path parameter, by Metadata:AllowInPath."
    )]
    public async Task By_default_it_is_refused_with_character_place_and_key(string target, string? fault, string? fix)
    {
        await using var gateway = await StartAsync();
        var answer = await AskAsync(gateway, target);
        Assert.Equal(400, answer.Status);
        if (fault is not null)
        {
            var detail = JsonNode.Parse(answer.Body)!["detail"]!.GetValue<string>();
            Assert.StartsWith($"The request target {fault}", detail, StringComparison.Ordinal);
            Assert.Contains(fix ?? "", detail, StringComparison.Ordinal);
            Assert.EndsWith(" Nothing was sent to the API.", detail, StringComparison.Ordinal);
        }
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("\\", "/Domains/DOMAIN%5Cjohn")]
    [InlineData("\\", "/Domains/DOMAIN%5cj%C3%BC%2Bhn?x=%41")]
    [InlineData("/", "/Domains/a%2Fb")]
    [InlineData("/", "/Domains/a%2fb%2F")]
    [InlineData("/", "/Domains/https%3A%2F%2Fapp.example.com%2Fsaml")]
    [InlineData("%", "/Domains/100%25")]
    [InlineData("%", "/Domains/100%25%20of%25%2541")]
    [InlineData("#", "/Domains/C%23")]
    [InlineData(";", "/Domains/a;b")]
    [InlineData(";", "/Domains/a%3Bb%3bc;d=e")]
    [InlineData(".", "/Domains/AT%26T%2C%20Inc.")]
    [InlineData(".", "/Domains/Inc%2E")]
    [InlineData(".", "/Domains/and%20so%20on...")]
    [InlineData("\uFF0F \u2026", "/Domains/%EF%BC%8Fa%E2%80%A6")]
    [InlineData("\\ / # . ;", "/Domains/a%5Cb%2Fc%23d;e.")]
    [InlineData("\\/#.;%", "/Domains/a%5Cb%2Fc%23d;e%25.")]
    public async Task What_the_route_allows_arrives_byte_for_byte(string allowed, string target)
    {
        await using var gateway = await StartAsync(new() { [Key] = allowed });
        Assert.Equal((200, target), ((await AskAsync(gateway, target)).Status, gateway.Upstream.Target));
        Assert.StartsWith("Bearer eyJ", Assert.Single(gateway.Upstream.Headers["Authorization"]), StringComparison.Ordinal);
        Assert.Equal(200, (await AskAsync(gateway, $"http://gateway{target}")).Status);
        Assert.Equal(target, gateway.Upstream.Target);
        // Another route does not allow it.
        Assert.Equal(400, (await AskAsync(gateway, target.Replace("/Domains/", "/Applications/", StringComparison.Ordinal))).Status);
    }

    [Theory]
    [InlineData("/", "/Domains/a%5Cb")]
    [InlineData("\\", "/Domains/a%2Fb")]
    [InlineData("\\ / # . ;", "/Domains/100%25")]
    [InlineData("%", "/Domains/a%252Fb")]
    [InlineData("%", "/Domains/a%25252Fb")]
    [InlineData("% / \\", "/Domains/%252e%252e")]
    [InlineData("% / \\ . ; #", "/Domains/a%252F..%252Fb")]
    [InlineData("% / \\ . ; #", "/Domains/a%2500b")]
    [InlineData("% / \\ . ; #", "/Domains/a%253Fb")]
    [InlineData("% / \\ . ; #", "/Domains/a%25C0%25AFb")]
    [InlineData("% / \\ . ; #", "/Domains/a%2525252525252541")]
    [InlineData(".", "/Domains/.")]
    [InlineData(".", "/Domains/..")]
    [InlineData(".", "/Domains/...")]
    [InlineData(".", "/Domains/%2e%2E")]
    [InlineData(".", "/Domains/.%20.")]
    [InlineData(". /", "/Domains/a%2F..%2Fb")]
    [InlineData(". /", "/Domains/a%2F%2e%2e")]
    [InlineData(". / \\", "/Domains/a%5C..%5Cb")]
    [InlineData(". / ;", "/Domains/..;x")]
    [InlineData(". / ;", "/Domains/a%2F..%3Bx")]
    [InlineData(". / #", "/Domains/..%23x")]
    [InlineData("\u2025 \uFF0F", "/Domains/a%EF%BC%8F%E2%80%A5%EF%BC%8Fb")]
    [InlineData("/", "/Domains/a%2F%20b")]
    [InlineData("/", "/Domains/a.%2Fb")]
    [InlineData("/", "/Domains/a/b%2Fc")]
    [InlineData("/", "/Domains%2Fa")]
    [InlineData("\\", "/Domains\\a")]
    [InlineData("\\", "/Domains/a\\b")]
    [InlineData("\\ / # . ;", "/Domains/1%5C/Users/2")]
    [InlineData("\\ / # . ;", "/domains/a%5Cb")]
    public async Task What_it_does_not_allow_stays_refused(string allowed, string target)
    {
        await using var gateway = await StartAsync(new() { [Key] = allowed });
        var answer = await AskAsync(gateway, target);
        Assert.Equal((400, "request_target_refused"), (answer.Status, answer.Code));
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Theory]
    [InlineData("/Domains/1%2FUsers")]
    [InlineData("/Domains/1%2FuSERS%2F")]
    [InlineData("/Domains/1%2FUsers%2F2")]
    [InlineData("/Domains/1%5CUsers")]
    [InlineData("/Domains/1%252FUsers")]
    [InlineData("/Domains/1%255CUsers")]
    [InlineData("/Domains/1%EF%BC%8FUsers")]
    [InlineData("/Domains/1%2F%2FUsers")]
    [InlineData("/Domains/1;x%2FUsers;y")]
    [InlineData("/Domains/1%2FUsers.")]
    [InlineData("/Domains/1%2FUsers%23x")]
    [InlineData("/Domains/1%2F%2555sers")]
    [InlineData("/Domains/%2F")]
    [InlineData("/Domains/;x")]
    [InlineData("/Domains/%23x")]
    [InlineData("/Domains/1%23/Users")]
    public async Task What_could_be_read_as_a_path_of_another_route_is_refused_whatever_is_allowed(string target)
    {
        const string all = "\\ / # . ; % \uFF0F";
        await using var gateway = await StartAsync(
            new()
            {
                [Key] = all,
                ["ReverseProxy:Routes:domain-user-list:Metadata:AllowInPath"] = all,
                ["ReverseProxy:Routes:domain-delete:Metadata:AllowInPath"] = all,
            }
        );
        foreach (var method in new[] { "GET", "DELETE" })
        {
            var answer = await AskAsync(gateway, target, method);
            Assert.True(
                (answer.Status, answer.Code) is (400, "request_target_refused"),
                $"{method} {target} was answered with {answer.Status} {answer.Code}"
            );
        }
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task It_holds_for_the_last_parameter_at_any_position_and_for_all_segments_of_a_catch_all()
    {
        await using var gateway = await StartAsync(
            new()
            {
                ["ReverseProxy:Routes:domain-user-list:Metadata:allowinpath"] = "\\ /",
                ["ReverseProxy:Routes:domain-user-list:MaxRequestBodySize"] = "1000",
                ["ReverseProxy:Routes:files:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:files:Match:Path"] = "/files/{area}/{**rest}",
                ["ReverseProxy:Routes:files:Metadata:AllowInPath"] = "; /",
                ["ReverseProxy:Routes:files:Transforms:0:AccessToken"] = "none",
                ["ReverseProxy:Routes:files:Transforms:1:PathRemovePrefix"] = "/files",
            }
        );
        foreach (
            var (target, status, arrives) in new[]
            {
                ("/Domains/a%5Cb%2Fc/Users", 200, "/Domains/a%5Cb%2Fc/Users"),
                ("/files/x/a;b/c%2Fd;/e", 200, "/x/a;b/c%2Fd;/e"),
                ("/files/x/a%5Cb", 400, null),
                ("/files/x;y/a", 400, null),
                ("/files/x/a;b/../c", 400, null),
            }
        )
        {
            var answer = await AskAsync(gateway, target);
            Assert.True(
                (answer.Status, answer.Status == 200 ? gateway.Upstream.Target : null) == (status, arrives),
                $"{target} was answered with {answer.Status}, {gateway.Upstream.Target}"
            );
        }
    }

    [Theory]
    [InlineData("AllowInPath.domainId", "/Domains/CORP%5Cjdoe/Users/1", 200)]
    [InlineData("allowinpath.DOMAINID", "/Domains/CORP%5cj.doe%2B%20x%40y/Users/1", 200)]
    [InlineData("AllowInPath.domainId", "/Domains/1/Users/a%5Cb", 400)]
    [InlineData("AllowInPath.domainId", "/Domains/a%2Fb/Users/1", 400)]
    [InlineData("AllowInPath.domainId", "/Domains/..%5C..%5CApplications/Users/1", 400)]
    [InlineData("AllowInPath.domainId", "/Domains/1%5CUsers%5C2/Users/1", 200)]
    [InlineData("AllowInPath.userId", "/Domains/1/Users/a%5Cb", 200)]
    [InlineData("AllowInPath.userId", "/Domains/a%5Cb/Users/1", 400)]
    public async Task A_parameter_that_is_not_the_last_one_has_a_list_of_its_own(string key, string target, int status)
    {
        await using var gateway = await StartAsync(new() { [$"ReverseProxy:Routes:domain-user:Metadata:{key}"] = "\\" });
        Assert.Equal(status, (await AskAsync(gateway, target)).Status);
        Assert.Equal(status == 200 ? target : null, gateway.Upstream.Requests == 0 ? null : gateway.Upstream.Target);
    }

    [Fact]
    public async Task Strangers_are_not_told_what_a_route_would_have_to_allow()
    {
        await using var gateway = await StartAsync();
        const string request = "DELETE /Domains/a%5Cb HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n";
        var answer = Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request));
        Assert.Equal((401, "caller_unauthenticated"), (answer.Status, answer.Code));
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task A_list_takes_effect_while_the_gateway_runs()
    {
        await using var gateway = await StartAsync();
        Assert.Equal(400, (await AskAsync(gateway, "/Domains/C%23")).Status);
        await gateway.ReconfigureAsync(new() { [Key] = "#" });
        Assert.Equal(200, (await AskAsync(gateway, "/Domains/C%23")).Status);
        await gateway.ReconfigureAsync(new() { [Key] = "" });
        Assert.Equal(400, (await AskAsync(gateway, "/Domains/C%23")).Status);
    }

    private static async Task<RawResponse> AskAsync(GatewayBeforeUpstream gateway, string target, string method = "GET")
    {
        var credential = $"X-Api-Key: {SandboxCaller.OpsConsole.ApiKey}";
        var request = $"{method} {target} HTTP/1.1\r\nHost: gateway\r\n{credential}\r\nConnection: close\r\n\r\n";
        return Assert.Single(await RawConnection.ExchangeAsync(gateway.Gateway.Address, request));
    }

    private async Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?>? settings = null)
    {
        var gateway = await GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, settings);
        await gateway.Gateway.WaitUntilReadyAsync(Cancellation);
        return gateway;
    }
}
