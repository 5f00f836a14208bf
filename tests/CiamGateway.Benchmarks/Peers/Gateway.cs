namespace CiamGateway.Benchmarks.Peers;

/// <summary>The gateway's native binary: a caller known by API key, an access policy, metrics and a warm token.</summary>
internal sealed record Gateway(string Program) : Peer("CiamGateway", Program)
{
    public const string ApiKey = "measured-by-nobody-else";

    public override IReadOnlyList<string> Prepare(string folder, int port, Uri upstream)
    {
        Write(folder, "secret", "secret");
        var hash = System.Buffers.Text.Base64Url.EncodeToString(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ApiKey)));
        Write(folder, "appsettings.json", $$"""
            {
              "Urls": "http://127.0.0.1:{{port}}",
              "Logging": { "LogLevel": { "Default": "Warning" } },
              "Gateway": {
                "RouteFiles": [],
                "Management": { "Url": "http://127.0.0.1:{{port + 1}}" },
                "Limits": { "PerCaller": { "Concurrency": 0 } },
                "TokenClients": { "provisioning": { "TokenEndpoint": "{{upstream}}token", "ClientId": "client", "ClientSecretFile": "secret" } },
                "Callers": { "payroll": { "ApiKeys": [ "sha256:{{hash}}" ] } },
                "AccessPolicies": { "readers": { "Callers": [ "payroll" ] } }
              },
              "ReverseProxy": {
                "Clusters": { "provisioning": { "Destinations": { "primary": { "Address": "{{upstream}}" } } } },
                "Routes": { "domains": {
                  "ClusterId": "provisioning",
                  "AuthorizationPolicy": "readers",
                  "Match": { "Path": "/Domains" },
                  "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client" } ] } }
              }
            }
            """);
        return [];
    }
}
