using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.ProvisioningApi;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

public sealed class RoutingTests(RoutingTests.Scenario scenario) : IClassFixture<RoutingTests.Scenario>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>All operations but POST /Applications, which is off by default.</summary>
    public static TheoryData<string, string, string> ServedOperations =>
        [
            .. Operations
                .All.Where(operation => operation.Scope != "iam.root")
                .Select(operation => (operation.Method, operation.Path, operation.Scope)),
        ];

    [Fact]
    public void Twenty_six_operations_are_served() => Assert.Equal(26, ServedOperations.Count);

    [Theory]
    [MemberData(nameof(ServedOperations))]
    public async Task Every_operation_arrives_with_exactly_its_scope(string method, string template, string scope)
    {
        var path = template.Replace("{", "", StringComparison.Ordinal).Replace("}", $"-{Guid.NewGuid():n}", StringComparison.Ordinal);
        var marker = $"{path}?marker={Guid.NewGuid():n}";
        using var request = new HttpRequestMessage(new HttpMethod(method), marker)
        {
            Content = method is "POST" or "PUT" ? JsonContent.Create(new JsonObject()) : null,
        };
        using var response = await scenario.Gateway.Administrator.SendAsync(request, Cancellation);

        var arrived = Assert.Single(scenario.Gateway.Api.Journal.Entries, entry => entry.Path + entry.Query == marker);
        Assert.Equal(method, arrived.Method);
        Assert.Equal(scope, arrived.Scope);
        Assert.Equal(1, arrived.AuthorizationValues);
        Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/Domain")]
    [InlineData("/Domains/1/Secrets")]
    [InlineData("/Applications/1/Client/2")]
    [InlineData("/_journal")]
    public async Task A_path_that_no_route_lists_is_404_and_does_not_arrive(string path)
    {
        using var response = await scenario.Gateway.Caller.GetAsync(path, Cancellation);
        await AssertProblem.Is(response, 404, "route_not_found", "http_request_error");
        Assert.DoesNotContain(scenario.Gateway.Api.Journal.Entries, entry => entry.Path == path);
    }

    [Theory]
    [InlineData("PATCH", "/Domains", "GET, HEAD, POST")]
    [InlineData("POST", "/Applications", "GET, HEAD")]
    [InlineData("DELETE", "/Users", "GET, HEAD")]
    [InlineData("PROPFIND", "/Domains/1", "DELETE, GET, HEAD, PUT")]
    public async Task A_method_that_no_route_lists_is_405_with_the_methods_that_are(string method, string path, string allowed)
    {
        using var response = await scenario.Gateway.Caller.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Cancellation);
        await AssertProblem.Is(response, 405, "method_not_allowed", "http_request_error");
        Assert.Equal(allowed, string.Join(", ", response.Content.Headers.Allow.Order(StringComparer.Ordinal)));
        Assert.DoesNotContain(scenario.Gateway.Api.Journal.Entries, entry => entry.Method == method && entry.Path == path);
    }

    [Fact]
    public async Task However_often_it_is_called_a_scope_costs_one_token_request()
    {
        for (var i = 0; i < 20; i++)
        {
            using var list = await scenario.Gateway.Caller.GetAsync("/Domains", Cancellation);
            using var delete = await scenario.Gateway.Administrator.DeleteAsync("/Domains/1", Cancellation);
        }
        Assert.Equal(
            ["application.client", "application.client domain.manage"],
            scenario.Gateway.AuthorizationServer.TokenRequests.Select(request => request.Scope).Order(StringComparer.Ordinal)
        );
    }

    public sealed class Scenario : IAsyncLifetime
    {
        internal GatewayScenario Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Gateway = await GatewayScenario.StartAsync();

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}
