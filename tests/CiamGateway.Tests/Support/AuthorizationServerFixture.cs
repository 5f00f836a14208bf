using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>One authorization server for a whole class of tests that do not look into it.</summary>
public sealed class AuthorizationServerFixture : IAsyncLifetime
{
    private SandboxAuthorizationServer _server = null!;

    internal Uri Address => _server.Address;

    internal Uri TokenEndpoint => _server.TokenEndpoint;

    public async ValueTask InitializeAsync() =>
        _server = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
