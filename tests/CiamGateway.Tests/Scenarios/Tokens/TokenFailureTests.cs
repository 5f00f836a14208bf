using System.Net;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Tokens;

/// <summary>Without a token nothing goes out, and the caller is told why.</summary>
public sealed class TokenFailureTests
{
    private static readonly Uri NobodyListens = new("http://127.0.0.1:1/as/token.oauth2");
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_the_authorization_server_down_callers_get_503_and_nothing_reaches_the_API()
    {
        await using var api = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions { Issuer = new Uri("http://127.0.0.1:1") },
            Cancellation
        );
        await using var gateway = await GatewayScenario.StartGatewayAsync(NobodyListens, api.Address);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);

        var detail = await AssertProblem.Is(response, 503, "token_unavailable", "proxy_internal_error");
        Assert.Contains("refuses connections", detail, StringComparison.Ordinal);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Empty(api.Journal.Entries);
    }

    [Fact]
    public async Task The_gateway_is_not_ready_until_every_warm_token_was_obtained()
    {
        await using var scenario = await GatewayScenario.StartAsync(prepare: server => server.Hold());
        using (var waiting = await scenario.Operator.GetAsync("/health/ready", Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, waiting.StatusCode);
            Assert.Contains(
                "scope 'application.client domain.manage'",
                await waiting.Content.ReadAsStringAsync(Cancellation),
                StringComparison.Ordinal
            );
        }
        Assert.Equal(HttpStatusCode.OK, (await scenario.Operator.GetAsync("/health/live", Cancellation)).StatusCode);
        scenario.AuthorizationServer.Release();
        await scenario.Gateway.WaitUntilReadyAsync(Cancellation);
    }

    [Fact]
    public async Task A_thousand_parallel_first_calls_make_one_token_request()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Gateway:TokenClients:provisioning:WaitTimeout"] = "00:01:00" },
            server => server.Hold()
        );
        var calls = Enumerable.Range(0, 1000).Select(_ => scenario.Caller.GetAsync("/Domains", Cancellation)).ToList();
        scenario.AuthorizationServer.Release();
        var responses = await Task.WhenAll(calls);
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Single(scenario.AuthorizationServer.TokenRequests, request => request.Scope == "application.client");
    }

    [Theory]
    [InlineData("client_secret_basic")]
    [InlineData("client_secret_post")]
    public async Task A_secret_with_characters_that_must_be_encoded_authenticates(string method)
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Gateway:TokenClients:provisioning:ClientAuthentication"] = method }
        );
        using var response = await scenario.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.All(scenario.AuthorizationServer.TokenRequests, request => Assert.Equal(method, request.Authentication));
    }

    [Fact]
    public async Task A_wrong_secret_is_502_and_names_the_fix()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Gateway:TokenClients:provisioning:ClientSecret"] = "wrong" });
        using var response = await scenario.Caller.GetAsync("/Domains", Cancellation);
        var detail = await AssertProblem.Is(response, 502, "token_refused", "proxy_configuration_error");
        Assert.Contains("invalid_client. Fix: check ClientId, ClientSecret", detail, StringComparison.Ordinal);
        Assert.Empty(scenario.Api.Journal.Entries);
    }

    [Fact]
    public async Task A_scope_that_is_not_granted_fails_its_own_route_only()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["ReverseProxy:Routes:user-list:Transforms:0:Scope"] = "iam.root" }
        );
        using var refused = await scenario.Caller.GetAsync("/Users", Cancellation);
        using var served = await scenario.Caller.GetAsync("/Domains", Cancellation);
        Assert.Contains(
            "invalid_scope",
            await AssertProblem.Is(refused, 502, "token_refused", "proxy_configuration_error"),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.OK, served.StatusCode);
    }

    [Fact]
    public async Task A_wait_that_runs_out_is_504()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { ["Gateway:TokenClients:provisioning:WaitTimeout"] = "00:00:00.1" },
            server => server.Hold()
        );
        using var response = await scenario.Caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 504, "token_timeout", "proxy_internal_error");
        Assert.Empty(scenario.Api.Journal.Entries);
    }

    [Theory]
    [InlineData("ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout", "HttpRequest:ActivityTimeout")]
    [InlineData("ReverseProxy:Routes:domain-list:Timeout", "time of this route")]
    public async Task A_call_whose_time_passes_while_it_waits_for_its_token_is_not_blamed_on_the_API(string limit, string cause)
    {
        await using var scenario = await GatewayScenario.StartAsync(
            new() { [limit] = "00:00:00.1", ["Gateway:TokenClients:provisioning:WaitTimeout"] = "00:01:00" },
            server => server.Hold()
        );
        using var response = await scenario.Caller.GetAsync("/Domains", Cancellation);
        var detail = await AssertProblem.Is(response, 504, "token_timeout", "proxy_internal_error");
        Assert.Contains(cause, detail, StringComparison.Ordinal);
        Assert.Empty(scenario.Api.Journal.Entries);
    }

    [Fact]
    public async Task A_server_that_says_when_to_come_back_is_quoted_to_the_caller()
    {
        using var server = WireMockServer.Start();
        server.Given(Request.Create()).RespondWith(Response.Create().WithStatusCode(429).WithHeader("Retry-After", "77"));
        await using var gateway = await GatewayScenario.StartGatewayAsync(new Uri(server.Url + "/as/token.oauth2"), NobodyListens);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 503, "token_unavailable", "proxy_internal_error");
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(77));
    }

    [Fact]
    public async Task The_authorization_server_coming_back_makes_the_gateway_ready_by_itself()
    {
        var options = new AuthorizationServerOptions();
        var first = await SandboxAuthorizationServer.StartAsync(options, Cancellation);
        var tokenEndpoint = first.TokenEndpoint;
        options.Port = tokenEndpoint.Port;
        await using var api = await SandboxProvisioningApi.StartAsync(new ProvisioningApiOptions { Issuer = first.Address }, Cancellation);
        await first.DisposeAsync();
        await using var gateway = await GatewayScenario.StartGatewayAsync(tokenEndpoint, api.Address);
        await using var second = await SandboxAuthorizationServer.StartAsync(options, Cancellation);
        await gateway.WaitUntilReadyAsync(Cancellation);
        using var caller = Http.To(gateway.Address);
        Assert.Equal(HttpStatusCode.OK, (await caller.GetAsync("/Domains", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_caller_that_accepts_SCIM_gets_a_SCIM_error()
    {
        await using var gateway = await GatewayScenario.StartGatewayAsync(NobodyListens, NobodyListens);
        using var caller = Http.To(gateway.Address);
        caller.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/scim+json, application/json;q=0.5");
        using var response = await caller.GetAsync("/Domains", Cancellation);

        Assert.Equal("application/scim+json", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("token_unavailable", Assert.Single(response.Headers.GetValues("Proxy-Status")), StringComparison.Ordinal);
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!;
        Assert.Equal("urn:ietf:params:scim:api:messages:2.0:Error", error["schemas"]![0]!.GetValue<string>());
        Assert.Equal("503", error["status"]!.GetValue<string>());
        Assert.NotEqual("", error["detail"]!.GetValue<string>());
    }
}
