using System.Net;
using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Callers;

/// <summary>A caller with a registration of its own: no caller is ever served another's token.</summary>
public sealed class OwnRegistrationTests : IAsyncLifetime
{
    private const string Own = "payroll-provisioning";

    private GatewayScenario _scenario = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scenario = await GatewayScenario.StartForAsync(server =>
            new()
            {
                [$"Gateway:TokenClients:{Own}:TokenEndpoint"] = server.TokenEndpoint.AbsoluteUri,
                [$"Gateway:TokenClients:{Own}:ClientId"] = SandboxClient.Payroll.ClientId,
                [$"Gateway:TokenClients:{Own}:ClientSecret"] = SandboxClient.Payroll.ClientSecret,
                [$"Gateway:Callers:{SandboxCaller.Payroll.Name}:TokenClients:provisioning"] = Own,
            }
        );
        await _scenario.Gateway.WaitUntilReadyAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact]
    public async Task Each_call_arrives_with_the_client_of_its_caller_however_they_mix()
    {
        using var payroll = Http.To(_scenario.Gateway.Address, SandboxCaller.Payroll.ApiKey);
        (HttpClient Client, string Name)[] callers =
        [
            (payroll, SandboxClient.Payroll.ClientId),
            (_scenario.Administrator, SandboxClient.Gateway.ClientId),
            (_scenario.Caller, SandboxClient.Gateway.ClientId),
        ];
        await Parallel.ForEachAsync(Enumerable.Range(0, 150), Cancellation, async (i, cancellationToken) =>
        {
            using var response = await callers[i % 3].Client.GetAsync($"/Domains?caller={callers[i % 3].Name}", cancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        });
        Assert.Equal(150, _scenario.Api.Journal.Entries.Count);
        Assert.All(_scenario.Api.Journal.Entries, entry => Assert.Equal($"?caller={entry.Client}", entry.Query));
    }

    [Fact]
    public async Task Every_route_is_warm_for_every_caller_that_it_admits_before_the_gateway_is_ready()
    {
        Assert.Equal(
            [
                (SandboxClient.Gateway.ClientId, "application.client"),
                (SandboxClient.Gateway.ClientId, "application.client domain.manage"),
                (SandboxClient.Payroll.ClientId, "application.client"),
            ],
            _scenario.AuthorizationServer.TokenRequests.Select(request => (request.ClientId!, request.Scope!)).Order()
        );
        using var payroll = Http.To(_scenario.Gateway.Address, SandboxCaller.Payroll.ApiKey);
        using var response = await payroll.GetAsync("/Domains", Cancellation);
        Assert.Equal(3, _scenario.AuthorizationServer.TokenRequests.Count);
    }

    [Fact]
    public async Task A_token_that_the_API_rejects_is_replaced_by_one_of_the_same_client()
    {
        using var payroll = Http.To(_scenario.Gateway.Address, SandboxCaller.Payroll.ApiKey);
        using var before = await payroll.GetAsync("/Domains", Cancellation);
        _scenario.Api.RevokeTokens();
        using var after = await payroll.GetAsync("/Domains?after=1", Cancellation);

        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
        Assert.Equal(SandboxClient.Payroll.ClientId, _scenario.Api.Journal.Entries.Last(entry => entry.Query == "?after=1").Client);
        Assert.Equal(2, _scenario.AuthorizationServer.TokenRequests.Count(request => request.ClientId == SandboxClient.Payroll.ClientId));
        Assert.Equal(2, _scenario.AuthorizationServer.TokenRequests.Count(request => request.ClientId == SandboxClient.Gateway.ClientId));
    }
}
