
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
}
