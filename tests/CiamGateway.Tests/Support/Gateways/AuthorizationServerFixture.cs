using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>One authorization server for a whole class of tests.</summary>
public sealed class AuthorizationServerFixture : IAsyncLifetime
{
    private SandboxAuthorizationServer _server = null!;

    internal Uri Address => _server.Address;

    internal Uri TokenEndpoint => _server.TokenEndpoint;

    /// <summary>How many token requests there were for this scope, those of earlier tests included.</summary>
    internal int TokenRequests(string scope) => _server.TokenRequests.Count(request => request.Scope == scope);

    internal void Hold() => _server.Hold();

    internal void Release() => _server.Release();

    public async ValueTask InitializeAsync() =>
        _server = await SandboxAuthorizationServer.StartAsync(new AuthorizationServerOptions(), TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
