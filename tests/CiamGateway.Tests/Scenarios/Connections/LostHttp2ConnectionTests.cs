using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Connections;

/// <summary>Over HTTP/2, too, a call whose connection is lost reaches the API a second time only if that can do no harm.</summary>
public sealed class LostHttp2ConnectionTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", null, 2, 200)]
    [InlineData("DELETE", null, 2, 200)]
    [InlineData("PUT", "{}", 2, 200)]
    [InlineData("POST", null, 1, 502)]
    [InlineData("POST", "{}", 1, 502)]
    [InlineData("PATCH", "{}", 1, 502)]
    public async Task A_connection_that_is_reset_with_a_call_on_it(string method, string? body, int sendings, int status)
    {
        Relay way = null!;
        var resets = 0;
        await using var api = await Http2Server.StartAsync(async context =>
        {
            if (context.Request.Path == "/anything" && Interlocked.Exchange(ref resets, 0) == 1)
            {
                way.Reset();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        });
        way = new Relay(api.Port);
        await using var ownedWay = way;
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            fixture.TokenEndpoint,
            new Uri($"http://127.0.0.1:{way.Port}"),
            new(Http2Server.SettingsFor(HttpProtocols.Http2))
            {
                ["ReverseProxy:Routes:anything:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:anything:Match:Path"] = "/anything",
                ["ReverseProxy:Routes:anything:Transforms:0:AccessToken"] = "provisioning",
                ["ReverseProxy:Routes:anything:Transforms:0:Scope"] = "application.client",
            }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var caller = Http.To(gateway.Address);
        Assert.Equal(200, await StatusAsync(caller, "GET", null));
        var before = api.Requests;
        resets = 1;
        Assert.Equal(status, await StatusAsync(caller, method, body));
        Assert.Equal(sendings, api.Requests - before);
    }

    private static async Task<int> StatusAsync(HttpClient caller, string method, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/anything");
        request.Content = body is null ? null : new StringContent(body);
        using var answer = await caller.SendAsync(request, Cancellation);
        return (int)answer.StatusCode;
    }
}
