namespace CiamGateway.Sandbox;

/// <summary>What the sandbox starts, and on which ports.</summary>
internal sealed record SandboxOptions
{
    public int GatewayPort { get; init; } = 8080;

    public int ManagementPort { get; init; } = 8081;

    public int AuthorizationServerPort { get; init; } = 8085;

    public int ApiPort { get; init; } = 8086;

    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromSeconds(7199);

    /// <summary>Parts of the scope that the authorization server leaves out of what it grants.</summary>
    public IReadOnlyList<string> WithheldScope { get; init; } = [];

    /// <summary>Whether the API's lists of users and service accounts are bare arrays.</summary>
    public bool HasBareLists { get; init; }

    /// <summary>A gateway that runs already; the sandbox starts none.</summary>
    public Uri? Gateway { get; init; }

    /// <summary>How long to keep a steady load on the gateway and then end, instead of serving.</summary>
    public TimeSpan? Soak { get; init; }

    /// <summary>Whether to play the tour and end, instead of serving.</summary>
    public bool PlaysTour { get; init; }
}
