using System.Security.Cryptography;

namespace CiamGateway.Sandbox.AuthorizationServer;

/// <summary>What the sandbox's authorization server starts with.</summary>
internal sealed class AuthorizationServerOptions
{
    /// <summary>The loopback port; 0 for any free one.</summary>
    public int Port { get; set; }

    /// <summary>How long tokens live, in whole seconds.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(7199);

    /// <summary>Parts of the scope that are left out of what is granted, without a word, as RFC 6749 §3.3 allows.</summary>
    public IReadOnlyList<string> WithheldScope { get; set; } = [];

    /// <summary>Kept over a restart, so that tokens issued before stay valid.</summary>
    public RSA SigningKey { get; set; } = RSA.Create(2048);

    public IReadOnlyList<SandboxClient> Clients { get; set; } = [SandboxClient.Gateway, SandboxClient.Payroll, SandboxClient.Administrator];
}
