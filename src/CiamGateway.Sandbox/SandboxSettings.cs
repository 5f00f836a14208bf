using CiamGateway.Callers.Schemes;
using CiamGateway.Sandbox.AuthorizationServer;

namespace CiamGateway.Sandbox;

/// <summary>The configuration with which a gateway stands in front of the sandbox: everything else is as shipped.</summary>
internal static class SandboxSettings
{
    public static Dictionary<string, string?> For(Uri tokenEndpoint, Uri api) => new(SandboxCaller.All.Select(Key))
    {
        ["Gateway:TokenClients:provisioning:TokenEndpoint"] = tokenEndpoint.AbsoluteUri,
        ["Gateway:TokenClients:provisioning:ClientId"] = SandboxClient.Gateway.ClientId,
        ["Gateway:TokenClients:provisioning:ClientSecret"] = SandboxClient.Gateway.ClientSecret,
        ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address"] = api.AbsoluteUri,
        ["Gateway:AccessPolicies:domain-administrators:Callers:0"] = SandboxCaller.OpsConsole.Name,
    };

    private static KeyValuePair<string, string?> Key(SandboxCaller caller) =>
        new($"Gateway:Callers:{caller.Name}:ApiKeys:0", ApiKeyHash.Of(caller.ApiKey).ToString());
}
