using System.Net;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using CiamGateway.Sandbox.Soak;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>
/// An authorization server that goes away costs nothing while its tokens last, then only the routes that need it, and needs no restart
/// anything.
/// </summary>
public sealed class AuthorizationServerOutageTests
{
    private const string Scope = "scope=\"application.client\"";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeLimit.Long)]
    public async Task Calls_are_served_until_their_token_ends_then_503_with_few_attempts_and_again_by_itself_once_the_server_is_back()
    {
        var options = new AuthorizationServerOptions { TokenLifetime = TimeSpan.FromSeconds(4) };
        var server = await SandboxAuthorizationServer.StartAsync(options, Cancellation);
        options.Port = server.Address.Port;
        await using var api = await SandboxProvisioningApi.StartAsync(new ProvisioningApiOptions { Issuer = server.Address }, Cancellation);
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            server.TokenEndpoint,
            api.Address,
            new() { ["Gateway:TokenClients:provisioning:Retries"] = "0" }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var caller = Http.To(gateway.Address);
        using var management = Http.To(gateway.Management);

        var status = await StatusAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        await server.DisposeAsync();
        status = await Eventually.ValueAsync(StatusAsync, code => code is not HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(0, (await MetricsAsync()).Sum("ciam_gateway_token_expires_in_seconds", Scope));

        var attemptsBefore = await FailedAttemptsAsync();
        for (var i = 0; i < 300; i++)
        {
            using var response = await caller.GetAsync("/Domains", Cancellation);
            await AssertProblem.Is(response, 503, "token_unavailable", "proxy_internal_error");
            Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        }
        Assert.InRange(await FailedAttemptsAsync() - attemptsBefore, 0, 10);

        var attemptsDown = await FailedAttemptsAsync();
        await using var back = await SandboxAuthorizationServer.StartAsync(options, Cancellation);
        await Eventually.HoldsAsync(async () => (await MetricsAsync()).Sum("ciam_gateway_token_expires_in_seconds", Scope) > 0);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync());

        // The one that may have been under way, or have come while the server was starting.
        Assert.InRange(await FailedAttemptsAsync() - attemptsDown, 0, 1);

        async Task<HttpStatusCode> StatusAsync()
        {
            using var response = await caller.GetAsync("/Domains", Cancellation);
            return response.StatusCode;
        }

        Task<ScrapedMetrics> MetricsAsync() => ScrapedMetrics.OfAsync(management, Cancellation);

        async Task<double> FailedAttemptsAsync() =>
            (await MetricsAsync()).Sum("ciam_gateway_token_requests_total", Scope, "outcome=\"unavailable\"");
    }

    [Fact(Timeout = TimeLimit.Long)]
    public async Task A_fault_of_one_token_client_touches_no_route_of_another()
    {
        var killed = await SandboxAuthorizationServer.StartAsync(
            new AuthorizationServerOptions { TokenLifetime = TimeSpan.FromSeconds(2) },
            Cancellation
        );
        await using var other = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), Cancellation);
        await using var upstream = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayScenario.StartGatewayAsync(
            killed.TokenEndpoint,
            upstream.Address,
            new()
            {
                ["Gateway:TokenClients:other:TokenEndpoint"] = other.TokenEndpoint.AbsoluteUri,
                ["Gateway:TokenClients:other:ClientId"] = SandboxClient.Gateway.ClientId,
                ["Gateway:TokenClients:other:ClientSecret"] = SandboxClient.Gateway.ClientSecret,
                ["ReverseProxy:Routes:user-list:Transforms:0:AccessToken"] = "other",
            }
        );
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var caller = Http.To(gateway.Address);
        var load = new SteadyLoad(caller, new SteadyCall("GET", "/Users", 200));
        await using (load)
        {
            await killed.DisposeAsync();
            var refused = 0;
            await Eventually.HoldsAsync(async () =>
            {
                using var response = await caller.GetAsync("/Domains", Cancellation);
                refused += response.StatusCode is HttpStatusCode.ServiceUnavailable ? 1 : 0;
                return refused == 50;
            });
            var before = load.Count;
            await Eventually.HoldsAsync(() => load.Count >= before + 50);
        }
        Assert.Empty(load.Failures);
        using var management = Http.To(gateway.Management);
        var metrics = await ScrapedMetrics.OfAsync(management, Cancellation);
        Assert.Equal(0, metrics.Sum("ciam_gateway_token_lookups_total", "client=\"other\"", "result=\"unavailable\""));
        Assert.Equal(0, metrics.Sum("ciam_gateway_token_requests_total", "client=\"other\"", "outcome=\"unavailable\""));
    }
}
