using CiamGateway.Sandbox.AuthorizationServer;

namespace CiamGateway.Sandbox;

/// <summary>The configuration with which a gateway stands in front of the sandbox: everything else is as shipped.</summary>
internal static class SandboxSettings
{
    public static Dictionary<string, string?> For(Uri tokenEndpoint, Uri api) => new()
    {
        ["Gateway:TokenClients:provisioning:TokenEndpoint"] = tokenEndpoint.AbsoluteUri,
        ["Gateway:TokenClients:provisioning:ClientId"] = SandboxClient.Gateway.ClientId,
        ["Gateway:TokenClients:provisioning:ClientSecret"] = SandboxClient.Gateway.ClientSecret,
        ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address"] = api.AbsoluteUri,
    };
}
