using System.Text.Json.Nodes;

namespace CiamGateway.Benchmarks.Peers;

/// <summary>A route of the measured gateway, open to the one caller.</summary>
/// <param name="IsWarm">Whether its token is fetched at the start, or by the first call.</param>
internal sealed record GatewayRoute(string Path, string Scope = GatewayRoute.UsualScope, bool IsWarm = true)
{
    public const string UsualScope = "application.client";

    /// <summary>Whether it attaches a token.</summary>
    public bool HasToken { get; init; } = true;

    public static readonly GatewayRoute Domains = new("/Domains");

    /// <summary>The routes file.</summary>
    /// <param name="edition">It is in every route, so that another one is a change of all of them.</param>
    public static string File(IEnumerable<GatewayRoute> routes, Uri upstream, int edition = 0) =>
        new JsonObject
        {
            ["ReverseProxy"] = new JsonObject
            {
                ["Clusters"] = new JsonObject
                {
                    ["provisioning"] = new JsonObject
                    {
                        ["Destinations"] = new JsonObject { ["primary"] = new JsonObject { ["Address"] = upstream.ToString() } },
                    },
                },
                ["Routes"] = new JsonObject(
                    routes.Select((route, index) => KeyValuePair.Create($"route-{index}", (JsonNode?)route.Json(edition)))
                ),
            },
        }.ToJsonString();

    private JsonNode Json(int edition) =>
        JsonNode.Parse(
            $$"""
            {
              "ClusterId": "provisioning",
              "AuthorizationPolicy": "readers",
              "Match": { "Path": "{{Path}}" },
              "MaxRequestBodySize": -1,
              "Metadata": { "Edition": "{{edition}}" },
              "Transforms": [ {{(
                HasToken
                    ? $$"""{ "AccessToken": "provisioning", "Scope": "{{Scope}}", "Warm": "{{IsWarm}}" }"""
                    : """{ "AccessToken": "none" }"""
            )}} ]
            }
            """
        )!;
}
