using CiamGateway.Sandbox;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>A whole gateway with the shipped routes, in front of the sandbox's servers, over real sockets.</summary>
internal sealed class GatewayScenario : IAsyncDisposable
{
    private GatewayScenario(SandboxAuthorizationServer authorizationServer, SandboxProvisioningApi api, SandboxGateway gateway)
    {
        AuthorizationServer = authorizationServer;
        Api = api;
        Gateway = gateway;
        Caller = Http.To(gateway.Address);
        Administrator = Http.To(gateway.Address, SandboxCaller.OpsConsole.ApiKey);
        Operator = Http.To(gateway.Management);
    }

    public SandboxAuthorizationServer AuthorizationServer { get; }

    public SandboxProvisioningApi Api { get; }

    public SandboxGateway Gateway { get; }

    /// <summary>A legacy application: knows the gateway's address, no OAuth, and has no credential.</summary>
    public HttpClient Caller { get; }

    /// <summary>A legacy application with an API key that may call every route.</summary>
    public HttpClient Administrator { get; }

    /// <summary>Somebody who looks at the management listener.</summary>
    public HttpClient Operator { get; }

    public static Task<GatewayScenario> StartAsync(
        Dictionary<string, string?>? settings = null,
        Action<SandboxAuthorizationServer>? prepare = null
    ) => StartForAsync(_ => settings, prepare);

    /// <param name="settings">Settings that depend on where the authorization server listens.</param>
    public static async Task<GatewayScenario> StartForAsync(
        Func<SandboxAuthorizationServer, Dictionary<string, string?>?> settings,
        Action<SandboxAuthorizationServer>? prepare = null
    )
    {
        var authorizationServer = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), Cancellation);
        prepare?.Invoke(authorizationServer);
        var api = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions { Issuer = authorizationServer.Address },
            Cancellation
        );
        var gateway = await StartGatewayAsync(authorizationServer.TokenEndpoint, api.Address, settings(authorizationServer));
        return new GatewayScenario(authorizationServer, api, gateway);
    }

    /// <summary>A gateway alone, between servers of the test's choice.</summary>
    public static Task<SandboxGateway> StartGatewayAsync(
        Uri tokenEndpoint,
        Uri api,
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? substitute = null
    )
    {
        var all = QuietSettings.With([.. SandboxSettings.For(tokenEndpoint, api), new("Gateway:Audit:Target", "None"), .. settings ?? []]);
        return SandboxGateway.StartAsync(AppContext.BaseDirectory, all, Cancellation, substitute);
    }

    public Task<string> MetricsAsync() => Operator.GetStringAsync("/metrics", Cancellation);

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        Administrator.Dispose();
        Operator.Dispose();
        await Gateway.DisposeAsync();
        await Api.DisposeAsync();
        await AuthorizationServer.DisposeAsync();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
