using System.Net;
using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

public sealed class TracingTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Route = "ReverseProxy:Routes:user-list:Transforms:0:";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_one_trace_from_its_caller_to_the_API_and_its_token_request_a_trace_of_its_own()
    {
        await using var collector = await OtlpReceiver.StartAsync();
        var calls = 0;
        await using var api = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = calls++ == 0 ? 401 : 200;
            return Task.CompletedTask;
        });
        await using var gateway = await RunningGateway.StartAsync(
            authorizationServer.TokenEndpoint,
            api.Address,
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.AbsoluteUri,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                [Route + "Scope"] = "domain.manage",
                [Route + "Warm"] = "false",
            }
        );
        using var caller = Http.To(gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Users?filter=classified");
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-00f067aa0ba902b7-01");
        using var answer = await caller.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.EndAsync());

        var spans = collector.Spans;
        var ours = spans.Where(span => span.Trace == Trace).ToList();
        var first = ours.Find(span => span.Name == "GET user-list");
        Assert.True(
            first is not null,
            "The gateway's own span is missing: " + string.Join(", ", spans.Select(span => $"{span.Parent} > {span.Name} {span.Id}"))
        );
        Assert.Equal("00f067aa0ba902b7", first.Parent);
        var forward = Assert.Single(ours, span => span.Name == "proxy.forwarder");
        Assert.Equal(first.Id, forward.Parent);
        Assert.Single(ours, span => span.Name == "token lookup");
        var replay = Assert.Single(ours, span => span.Name == "replay");
        Assert.Equal(2, ours.Count(span => span.Name == "GET"));
        var sent = Assert.Single(ours, span => span.Name == "GET" && span.Parent == replay.Id);
        Assert.Equal($"00-{Trace}-{sent.Id}-01", Assert.Single(api.Headers["traceparent"]));

        var tokenRequests = spans.Where(span => span.Name == "token request" && span.LinkedTraces.Contains(Trace)).ToList();
        Assert.Equal(2, tokenRequests.Count);
        Assert.All(tokenRequests, tokenRequest =>
        {
            Assert.NotEqual(Trace, tokenRequest.Trace);
            Assert.Equal("", tokenRequest.Parent);
            Assert.Contains(spans, span => span.Name == "POST" && span.Parent == tokenRequest.Id);
        });

        Assert.All(
            [
                "classified",
                "eyJ",
                SandboxClient.Gateway.ClientSecret,
                Uri.EscapeDataString(SandboxClient.Gateway.ClientSecret),
                "/health/ready",
            ],
            secret => Assert.DoesNotContain(secret, collector.Text, StringComparison.Ordinal)
        );
        Assert.All(
            ["ciam_gateway.route", "ciam_gateway.caller", "ciam_gateway.token_client", "ciam_gateway.scope", "domain.manage", "granted"],
            known => Assert.Contains(known, collector.Text, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Without_an_endpoint_the_trace_of_a_caller_still_reaches_the_API()
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayScenario.StartGatewayAsync(authorizationServer.TokenEndpoint, api.Address);
        using var caller = Http.To(gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Domains")
        {
            Headers =
            {
                { "traceparent", $"00-{Trace}-00f067aa0ba902b7-01" },
                { "tracestate", "vendor=x" },
                { "baggage", "tenant=a;p=1" },
            },
        };
        await caller.SendAsync(request, Cancellation);
        Assert.StartsWith($"00-{Trace}-", Assert.Single(api.Headers["traceparent"]), StringComparison.Ordinal);
        Assert.EndsWith("-01", Assert.Single(api.Headers["traceparent"]), StringComparison.Ordinal);
        Assert.Equal("vendor=x", Assert.Single(api.Headers["tracestate"]));
        Assert.Equal("tenant=a;p=1", Assert.Single(api.Headers["baggage"]));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("00-nonsense-01")]
    public async Task A_trace_begins_here_where_the_caller_sends_none_that_is_one(string? presented)
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await GatewayScenario.StartGatewayAsync(authorizationServer.TokenEndpoint, api.Address);
        using var caller = Http.To(gateway.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Domains") { Headers = { { "tracestate", "vendor=x" } } };
        request.Headers.TryAddWithoutValidation("traceparent", presented);
        await caller.SendAsync(request, Cancellation);
        Assert.Matches("^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00$", Assert.Single(api.Headers["traceparent"]));
        Assert.DoesNotContain("tracestate", api.Headers.Keys);
    }
}
