namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>What the sandbox's Provisioning API starts with.</summary>
internal sealed class ProvisioningApiOptions
{
    /// <summary>The loopback port; 0 for any free one.</summary>
    public int Port { get; set; }

    /// <summary>The authorization server whose tokens the API accepts.</summary>
    public required Uri Issuer { get; set; }

    /// <summary>Whether a domain and a user are there from the start.</summary>
    public bool HasExamples { get; set; }
}
