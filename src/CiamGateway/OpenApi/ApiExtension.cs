using System.Text.Json.Nodes;
using CiamGateway.Forwarding.Targets;
using Microsoft.OpenApi;

namespace CiamGateway.OpenApi;

/// <summary>
/// The extension <c>x-ciam-gateway</c> of paths and operations: <c>{ serve: false }</c> leaves them out on purpose, <c>{ policy: NAME }</c>
/// says who may call, <c>{ allowInPath: { PARAMETER: CHARACTERS } }</c> what a path parameter may hold.
/// </summary>
/// <param name="IsServed">Whether routes are to serve it.</param>
/// <param name="Policy">The access policy of its route.</param>
/// <param name="AllowInPath">Characters by parameter, as a JSON object; null if there are none.</param>
internal sealed record ApiExtension(bool IsServed, string? Policy, string? AllowInPath)
{
    public const string Name = "x-ciam-gateway";

    /// <summary>What an operation says itself comes before what its path says.</summary>
    public static ApiExtension Of(IDictionary<string, IOpenApiExtension>? operation, IDictionary<string, IOpenApiExtension>? path)
    {
        var (own, shared) = (Read(operation), Read(path));
        return new ApiExtension(
            Value<bool?>(own, "serve") ?? Value<bool?>(shared, "serve") ?? true,
            Value<string?>(own, "policy") ?? Value<string?>(shared, "policy"),
            (own?["allowInPath"] as JsonObject ?? shared?["allowInPath"] as JsonObject)?.ToJsonString()
        );
    }

    /// <summary>What its route's metadata lists: under the key alone for the last parameter, under the key and a name for others.</summary>
    /// <param name="parameters">The names of the route's parameters, in the order of its path.</param>
    public IReadOnlyList<(string Key, string Characters)> MetadataFor(IReadOnlyList<string> parameters) =>
        [
            .. from allowed in AllowInPath is null ? [] : JsonNode.Parse(AllowInPath)!.AsObject()
            let name = parameters.FirstOrDefault(parameter => parameter.Equals(allowed.Key, StringComparison.OrdinalIgnoreCase))
            where name is not null
            select (name == parameters[^1] ? PathAllowance.Key : PathAllowance.KeyOf(name), allowed.Value?.ToString() ?? ""),
        ];

    private static JsonObject? Read(IDictionary<string, IOpenApiExtension>? extensions) =>
        extensions?.TryGetValue(Name, out var extension) is true ? (extension as JsonNodeExtension)?.Node as JsonObject : null;

    private static T? Value<T>(JsonObject? settings, string name) =>
        (settings?[name] as JsonValue)?.TryGetValue<T>(out var value) is true ? value : default;
}
