using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Destinations;

/// <summary>An API that gives no answer is a 502 or a 504 that says why.</summary>
public sealed class FailingApiTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_API_that_refuses_connections_is_502()
    {
        await using var gateway = await StartAsync(
            _ => Task.CompletedTask,
            new() { ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address"] = "http://127.0.0.1:1/" }
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 502, "upstream_unreachable", "connection_refused");
    }

    [Fact]
    public async Task A_session_whose_destination_is_not_there_is_502_where_no_other_may_take_it()
    {
        await using var gateway = await StartAsync(
            _ => Task.CompletedTask,
            new()
            {
                ["ReverseProxy:Clusters:provisioning:SessionAffinity:Enabled"] = "true",
                ["ReverseProxy:Clusters:provisioning:SessionAffinity:AffinityKeyName"] = "Session",
                ["ReverseProxy:Clusters:provisioning:SessionAffinity:FailurePolicy"] = "Return503Error",
            }
        );
        gateway.Caller.DefaultRequestHeaders.Add("Cookie", "Session=another");
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        Assert.Contains(
            "session",
            await AssertProblem.Is(response, 502, "upstream_unreachable", "destination_unavailable"),
            StringComparison.Ordinal
        );
        Assert.Equal(0, gateway.Upstream.Requests);
    }

    [Fact]
    public async Task An_API_that_breaks_off_is_502()
    {
        await using var gateway = await StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 502, "upstream_unreachable", "connection_terminated");
    }

    [Fact]
    public async Task An_API_that_does_not_speak_TLS_is_502()
    {
        await using var plain = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await StartAsync(
            _ => Task.CompletedTask,
            new() { ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address"] = $"https://127.0.0.1:{plain.Address.Port}/" }
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 502, "upstream_unreachable", "tls_protocol_error");
    }

    [Fact]
    public async Task An_API_that_does_not_answer_in_time_is_504()
    {
        await using var gateway = await StartAsync(
            Upstream.NeverAnswerAsync,
            new() { ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "00:00:00.3" }
        );
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        await AssertProblem.Is(response, 504, "upstream_timeout", "http_response_timeout");
    }

    private Task<GatewayBeforeUpstream> StartAsync(RequestDelegate answer, Dictionary<string, string?>? settings = null) =>
        GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, answer, settings);
}
