using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Schema;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Targets;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding.Routes;

/// <summary>The <c>ReverseProxy</c> section in JSON Schema: YARP's own keys, and the access token of each route.</summary>
internal static class ProxySchema
{
    public static JsonObject Create() => new OptionsSchema(Describe, Replace).Of(ProxySection.TypeInfo);

    private static string? Describe(JsonPropertyInfo property) => ProxyDescriptions.Of($"{property.DeclaringType.Name}.{property.Name}");

    private static JsonObject? Replace(JsonPropertyInfo property) =>
        property.DeclaringType != typeof(RouteConfig)
            ? null
            : property.Name switch
            {
                nameof(RouteConfig.Transforms) => Transforms(),
                nameof(RouteConfig.Metadata) => Metadata(),
                _ => null,
            };

    private static JsonObject Metadata() =>
        new()
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                [PathAllowance.Key] = new JsonObject
                {
                    ["description"] =
                        "Characters, with spaces between them, that the last path parameter may hold although the gateway "
                        + "refuses them elsewhere: some of \\ / % # ; and a dot at the end.",
                    ["type"] = "string",
                },
            },
            ["patternProperties"] = new JsonObject
            {
                [$"^{PathAllowance.Key}\\.."] = new JsonObject
                {
                    ["description"] = "The same for the path parameter of this name, which need not be the last one.",
                    ["type"] = "string",
                },
            },
            ["additionalProperties"] = new JsonObject { ["type"] = "string" },
        };

    private static JsonObject Transforms() =>
        new()
        {
            ["type"] = "array",
            ["items"] = new JsonObject { ["anyOf"] = new JsonArray(AccessTokenDirective.Schema(), OtherTransform()) },
        };

    private static JsonObject OtherTransform() =>
        new()
        {
            ["description"] = "One of YARP's own transforms.",
            ["type"] = "object",
            ["not"] = new JsonObject { ["required"] = new JsonArray(AccessTokenDirective.TransformName) },
            ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
        };
}
