using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace CiamGateway.OpenApi;

/// <summary>The extension <c>x-ciam-gateway</c> of paths and operations: <c>{ serve: false }</c> leaves them out on purpose, <c>{ policy: NAME }</c> says who may call.</summary>
/// <param name="IsServed">Whether routes are to serve it.</param>
/// <param name="Policy">The access policy of its route.</param>
internal sealed record ApiExtension(bool IsServed, string? Policy)
{
    private const string Name = "x-ciam-gateway";

    /// <summary>What an operation says itself comes before what its path says.</summary>
    public static ApiExtension Of(IDictionary<string, IOpenApiExtension>? operation, IDictionary<string, IOpenApiExtension>? path)
    {
        var (own, shared) = (Read(operation), Read(path));
        return new ApiExtension(
            Value<bool?>(own, "serve") ?? Value<bool?>(shared, "serve") ?? true,
            Value<string?>(own, "policy") ?? Value<string?>(shared, "policy"));
    }

    private static JsonObject? Read(IDictionary<string, IOpenApiExtension>? extensions) =>
        extensions?.TryGetValue(Name, out var extension) is true ? (extension as JsonNodeExtension)?.Node as JsonObject : null;

    private static T? Value<T>(JsonObject? settings, string name) => (settings?[name] as JsonValue)?.TryGetValue<T>(out var value) is true ? value : default;
}
