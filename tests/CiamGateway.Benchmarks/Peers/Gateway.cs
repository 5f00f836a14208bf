namespace CiamGateway.Benchmarks.Peers;

/// <summary>The gateway's native binary: a caller known by API key, an access policy, metrics and a warm token.</summary>
internal sealed record Gateway(string Program) : Peer("CiamGateway", Program)
{
    public const string ApiKey = "measured-by-nobody-else";
    public const string RouteFile = "routes.json";

    /// <summary>Where tokens come from; without it, from the upstream.</summary>
    public Uri? TokenEndpoint { get; init; }

    public IReadOnlyList<GatewayRoute> Routes { get; init; } = [GatewayRoute.Domains];

    public override Peer? WithoutToken => this with { Routes = [.. Routes.Select(route => route with { HasToken = false })] };

    public override IReadOnlyList<string> Prepare(Place place)
    {
        place.Write("secret", "secret");
        place.Write(RouteFile, GatewayRoute.File(Routes, place.Upstream));
        var hash = System.Buffers.Text.Base64Url.EncodeToString(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ApiKey))
        );
        place.Write(
            "appsettings.json",
            $$"""
            {
              "Kestrel": { "Endpoints": { "Callers": {{Endpoint(place)}} } },
              "Logging": { "LogLevel": { "Default": "Warning" } },
              "Gateway": {
                "RouteFiles": [ "{{RouteFile}}" ],
                "Management": { "Url": "{{place.Management}}" },
                "Limits": { "PerCaller": { "Concurrency": 0 } },
                "TokenClients": { "provisioning": { "TokenEndpoint": "{{TokenEndpoint
                ?? new Uri(place.Upstream, "/token")}}", "ClientId": "client", "ClientSecretFile": "secret" } },
                "Callers": { "payroll": { "ApiKeys": [ "sha256:{{hash}}" ] } },
                "AccessPolicies": { "readers": { "Callers": [ "payroll" ] } }
              }
            }
            """
        );
        return [];
    }

    private static string Endpoint(Place place) =>
        place.HasTls
            ? $$"""
                { "Url": "{{place.Url}}", "Protocols": "{{(place.Protocol is Protocol.Http2 ? "Http2" : "Http1")}}",
                  "Certificate": { "Path": "{{place.Certificate}}", "KeyPath": "{{place.Key}}" } }
                """
            : $$"""{ "Url": "{{place.Url}}" }""";
}
