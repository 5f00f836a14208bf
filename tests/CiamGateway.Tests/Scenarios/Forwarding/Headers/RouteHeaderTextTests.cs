using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>What a route says about headers is text, and UTF-8 on the wire.</summary>
public sealed class RouteHeaderTextTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static readonly Dictionary<string, string?> Route = new()
    {
        ["ReverseProxy:Routes:greeting:ClusterId"] = "provisioning",
        ["ReverseProxy:Routes:greeting:Match:Path"] = "/greetings/{name}",
        ["ReverseProxy:Routes:greeting:Match:Headers:0:Name"] = "X-Language",
        ["ReverseProxy:Routes:greeting:Match:Headers:0:Values:0"] = "Français",
        ["ReverseProxy:Routes:greeting:Transforms:0:AccessToken"] = "none",
        ["ReverseProxy:Routes:greeting:Transforms:1:RequestHeader"] = "X-Office",
        ["ReverseProxy:Routes:greeting:Transforms:1:Set"] = "Zürich – 日本",
        ["ReverseProxy:Routes:greeting:Transforms:2:RequestHeaderRouteValue"] = "X-Name",
        ["ReverseProxy:Routes:greeting:Transforms:2:Set"] = "name",
        ["ReverseProxy:Routes:greeting:Transforms:3:ResponseHeader"] = "X-Greeting",
        ["ReverseProxy:Routes:greeting:Transforms:3:Set"] = "Grüß Gott",
    };

    [Fact]
    public async Task It_matches_and_is_sent_in_UTF_8()
    {
        await using var api = new RawServer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, Route);
        var answers = await RawConnection.ExchangeAsync(
            gateway.Address,
            $"GET /greetings/M%C3%BCller HTTP/1.1\r\nHost: gateway\r\nX-Language: {WireText.Utf8("Français")}\r\nConnection: close\r\n\r\n"
        );
        var head = Assert.Single(api.Heads);
        Assert.Contains($"X-Office: {WireText.Utf8("Zürich – 日本")}", head);
        Assert.Contains($"X-Name: {WireText.Utf8("Müller")}", head);
        Assert.Equal(WireText.Utf8("Grüß Gott"), Assert.Single(answers).Headers["X-Greeting"]);
    }

    [Fact]
    public async Task Other_bytes_for_the_same_letters_do_not_match()
    {
        await using var api = new RawServer("");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, Route);
        var answers = await RawConnection.ExchangeAsync(
            gateway.Address,
            "GET /greetings/a HTTP/1.1\r\nHost: gateway\r\nX-Language: Fran\u00e7ais\r\nConnection: close\r\n\r\n"
        );
        Assert.Equal((404, "route_not_found"), (Assert.Single(answers).Status, answers[0].Code));
    }
}
