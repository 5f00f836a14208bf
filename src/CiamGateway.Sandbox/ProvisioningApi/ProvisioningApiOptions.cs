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

    /// <summary>Whether lists of users and of service accounts are bare arrays, as the API's prose shows them.</summary>
    public bool HasBareLists { get; set; }

    /// <summary>How long the tokens of the MFA API live.</summary>
    public TimeSpan SiblingTokenLifetime { get; set; } = TimeSpan.FromSeconds(7199);
}
