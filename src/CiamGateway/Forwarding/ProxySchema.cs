using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration;
using Yarp.ReverseProxy.Configuration;

namespace CiamGateway.Forwarding;

/// <summary>The <c>ReverseProxy</c> section in JSON Schema: YARP's own keys, and the access token of each route.</summary>
internal static class ProxySchema
{
    public static JsonObject Create() => new OptionsSchema(Describe, Replace).Of(ProxySection.TypeInfo);

    private static string? Describe(JsonPropertyInfo property) => ProxyDescriptions.Of($"{property.DeclaringType.Name}.{property.Name}");

    private static JsonObject? Replace(JsonPropertyInfo property) =>
        property.DeclaringType == typeof(RouteConfig) && property.Name == nameof(RouteConfig.Transforms) ? Transforms() : null;

    private static JsonObject Transforms() => new()
    {
        ["type"] = "array",
        ["items"] = new JsonObject { ["anyOf"] = new JsonArray(AccessTokenDirective.Schema(), OtherTransform()) },
    };

    private static JsonObject OtherTransform() => new()
    {
        ["description"] = "One of YARP's own transforms.",
        ["type"] = "object",
        ["not"] = new JsonObject { ["required"] = new JsonArray(AccessTokenDirective.TransformName) },
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean") },
    };
}
