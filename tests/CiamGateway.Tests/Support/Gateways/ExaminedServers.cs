using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>The two servers between which a gateway is examined: one that grants, and one that answers everything.</summary>
internal sealed record ExaminedServers(SandboxAuthorizationServer AuthorizationServer, Upstream Api) : IAsyncDisposable
{
    public static async Task<ExaminedServers> StartAsync() =>
        new(
            await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), TestContext.Current.CancellationToken),
            await Upstream.StartAsync(_ => Task.CompletedTask)
        );

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        await AuthorizationServer.DisposeAsync();
    }
}
