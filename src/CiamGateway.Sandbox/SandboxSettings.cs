using CiamGateway.Callers.Schemes;
using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.SiblingApis;

namespace CiamGateway.Sandbox;

/// <summary>The configuration of a gateway in front of the sandbox: everything else is as shipped.</summary>
internal static class SandboxSettings
{
    public static Dictionary<string, string?> For(Uri tokenEndpoint, Uri api) =>
        new(SandboxCaller.All.Select(Key))
        {
            ["Gateway:TokenClients:provisioning:TokenEndpoint"] = tokenEndpoint.AbsoluteUri,
            ["Gateway:TokenClients:provisioning:ClientId"] = SandboxClient.Gateway.ClientId,
            ["Gateway:TokenClients:provisioning:ClientSecret"] = SandboxClient.Gateway.ClientSecret,
            ["ReverseProxy:Clusters:provisioning:Destinations:primary:Address"] = api.AbsoluteUri,
            ["Gateway:AccessPolicies:domain-administrators:Callers:0"] = SandboxCaller.OpsConsole.Name,
        };

    /// <summary>The same with the routes of the sibling APIs.</summary>
    public static Dictionary<string, string?> ForFamily(Uri tokenEndpoint, Uri api) =>
        new(
            For(tokenEndpoint, api)
                .Concat(Sibling(1, "mfa", SandboxClient.Mfa, api))
                .Concat(Sibling(2, "administration", SandboxClient.MfaAdministrator, api))
        )
        {
            ["Gateway:AccessPolicies:administrators:Callers:0"] = SandboxCaller.OpsConsole.Name,
        };

    private static Dictionary<string, string?> Sibling(int file, string name, SandboxClient client, Uri api) =>
        new()
        {
            [$"Gateway:RouteFiles:{file}"] = $"config/{name}.json",
            [$"Gateway:TokenClients:{name}:TokenEndpoint"] = new Uri(api, SiblingApiServer.TokenEndpointPath).AbsoluteUri,
            [$"Gateway:TokenClients:{name}:ClientId"] = client.ClientId,
            [$"Gateway:TokenClients:{name}:ClientSecret"] = client.ClientSecret,
            [$"Gateway:TokenClients:{name}:ClientAuthentication"] = "client_secret_post",
            [$"ReverseProxy:Clusters:{name}:Destinations:primary:Address"] = api.AbsoluteUri,
        };

    private static KeyValuePair<string, string?> Key(SandboxCaller caller) =>
        new($"Gateway:Callers:{caller.Name}:ApiKeys:0", ApiKeyHash.Of(caller.ApiKey).ToString());
}
