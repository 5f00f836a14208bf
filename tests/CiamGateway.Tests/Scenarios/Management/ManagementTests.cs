using System.Net;
using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Management;

public sealed class ManagementTests : IAsyncLifetime
{
    private GatewayScenario _scenario = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scenario = await GatewayScenario.StartAsync();
        await _scenario.Gateway.WaitUntilReadyAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/metrics")]
    public async Task Management_answers_on_its_own_listener_whatever_the_Host_header_says(string path)
    {
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(_scenario.Operator, path, _scenario.Caller.BaseAddress!.Authority));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_scenario.Caller, path, _scenario.Operator.BaseAddress!.Authority));
    }

    [Fact]
    public async Task No_proxied_route_answers_on_the_management_listener()
    {
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(_scenario.Operator, "/Domains", _scenario.Caller.BaseAddress!.Authority));
        Assert.Empty(_scenario.Api.Journal.Entries);
    }

    [Fact]
    public async Task Metrics_count_requests_errors_tokens_and_their_lookups()
    {
        await _scenario.Caller.GetAsync("/Domains", Cancellation);
        await _scenario.Caller.GetAsync("/Domains", Cancellation);
        await _scenario.Administrator.DeleteAsync("/Domains/1", Cancellation);
        await _scenario.Caller.GetAsync("/nowhere", Cancellation);
        await _scenario.Caller.SendAsync(new HttpRequestMessage(new HttpMethod("BREW"), "/Domains"), Cancellation);
        var metrics = (await _scenario.MetricsAsync()).Split('\n');

        Assert.All(
            [
                "ciam_gateway_requests_total{route=\"domain-list\",method=\"GET\",code=\"200\",caller=\"anonymous\"} 2",
                "ciam_gateway_requests_total{route=\"domain-delete\",method=\"DELETE\",code=\"404\",caller=\"ops-console\"} 1",
                "ciam_gateway_requests_total{route=\"none\",method=\"GET\",code=\"404\",caller=\"anonymous\"} 1",
                "ciam_gateway_requests_total{route=\"none\",method=\"other\",code=\"405\",caller=\"anonymous\"} 1",
                "ciam_gateway_request_duration_seconds_count{route=\"domain-list\"} 2",
                "ciam_gateway_errors_total{route=\"none\",code=\"route_not_found\"} 1",
                "ciam_gateway_token_requests_total{client=\"provisioning\",scope=\"application.client\",outcome=\"granted\"} 1",
                "ciam_gateway_token_request_duration_seconds_count{client=\"provisioning\"} 2",
                "ciam_gateway_token_lookups_total{client=\"provisioning\",scope=\"application.client\",result=\"fresh\"} 2",
            ],
            line => Assert.Contains(line, metrics)
        );
        Assert.Contains(metrics, line => line.StartsWith("ciam_gateway_build_info{version=", StringComparison.Ordinal));
        var expiry = Assert.Single(metrics, line =>
            line.StartsWith(
                "ciam_gateway_token_expires_in_seconds{client=\"provisioning\",scope=\"application.client\"}",
                StringComparison.Ordinal
            )
        );
        Assert.InRange(double.Parse(expiry.Split(' ')[^1], System.Globalization.CultureInfo.InvariantCulture), 7000, 7200);
    }

    [Fact]
    public async Task Metrics_hold_no_secret_and_no_token()
    {
        await _scenario.Caller.GetAsync("/Domains", Cancellation);
        var metrics = await _scenario.MetricsAsync();
        Assert.DoesNotContain("eyJ", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain(SandboxClient.Gateway.ClientSecret, metrics, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
        using var response = await client.SendAsync(request, Cancellation);
        return response.StatusCode;
    }
}
