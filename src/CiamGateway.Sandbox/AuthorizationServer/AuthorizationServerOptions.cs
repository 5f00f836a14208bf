using System.Security.Cryptography;

namespace CiamGateway.Sandbox.AuthorizationServer;

/// <summary>What the sandbox's authorization server starts with.</summary>
internal sealed class AuthorizationServerOptions
{
    /// <summary>Made once: to make one takes longer than to start a server.</summary>
    private static readonly Lazy<RSA> _ownSigningKey = new(() => RSA.Create(2048));

    /// <summary>The loopback port; 0 for any free one.</summary>
    public int Port { get; set; }

    /// <summary>How long tokens live, in whole seconds.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(7199);

    /// <summary>Parts of the scope that are left out of what is granted, without a word, as RFC 6749 §3.3 allows.</summary>
    public IReadOnlyList<string> WithheldScope { get; set; } = [];

    /// <summary>By default the same for all servers of the process, so that tokens issued before a restart stay valid.</summary>
    public RSA SigningKey { get; set; } = _ownSigningKey.Value;

    public IReadOnlyList<SandboxClient> Clients { get; set; } = [SandboxClient.Gateway, SandboxClient.Payroll, SandboxClient.Administrator];
}
