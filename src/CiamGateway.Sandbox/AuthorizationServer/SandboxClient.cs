namespace CiamGateway.Sandbox.AuthorizationServer;

/// <summary>A client that the sandbox's authorization server knows, and the scope tokens it may have.</summary>
internal sealed record SandboxClient(string ClientId, string ClientSecret, params string[] Scope)
{
    /// <summary>The gateway's client. Its secret holds characters that must be form-encoded, as the real ones do.</summary>
    public static SandboxClient Gateway { get; } = new("ciam-gateway", "S^7j|)v,Zd %+:", "application.client", "domain.manage");

    /// <summary>The registration that a legacy application of its own has.</summary>
    public static SandboxClient Payroll { get; } = new("payroll-application", "pay+roll=1&2", "application.client");

    /// <summary>The client with administrator credentials, which creating an application takes.</summary>
    public static SandboxClient Administrator { get; } = new("ciam-admin", "R=8k&w/Xq?~", "iam.root");

    /// <summary>The gateway's client of the MFA API, which has no scope.</summary>
    public static SandboxClient Mfa { get; } = new("ciam-mfa-gateway", "m&F=a 7|%");

    /// <summary>The client with administrator credentials of the administration API.</summary>
    public static SandboxClient MfaAdministrator { get; } = new("ciam-mfa-admin", "Ad+m^1n");

    /// <summary>The clients that the token endpoint of the MFA API knows.</summary>
    public static IReadOnlyList<SandboxClient> OfSiblingApis { get; } = [Mfa, MfaAdministrator];
}
