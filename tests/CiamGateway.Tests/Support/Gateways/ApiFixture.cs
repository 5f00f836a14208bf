using System.Security.Cryptography;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>The sandbox's API and its authorization server, without a gateway.</summary>
public sealed class ApiFixture : IAsyncLifetime
{
    private SandboxAuthorizationServer _server = null!;
    private SandboxProvisioningApi _api = null!;

    public RSA SigningKey { get; } = RSA.Create(2048);

    internal Uri Address => _api.Address;

    internal string Issuer => _server.Address.AbsoluteUri;

    internal Uri TokenEndpoint => _server.TokenEndpoint;

    public async ValueTask InitializeAsync()
    {
        _server = await SandboxAuthorizationServer.StartAsync(
            new AuthorizationServerOptions { SigningKey = SigningKey },
            TestContext.Current.CancellationToken
        );
        _api = await SandboxProvisioningApi.StartAsync(
            new ProvisioningApiOptions { Issuer = _server.Address },
            TestContext.Current.CancellationToken
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _server.DisposeAsync();
        SigningKey.Dispose();
    }
}
