using System.Text.Json;
using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>A request as the operations see it: ids from the path, the query, the body.</summary>
internal sealed record ApiRequest(RouteValueDictionary Path, IQueryCollection Query, JsonObject Body)
{
    private static readonly string[] MediaTypes = ["application/json", "application/scim+json"];

    public static async Task<ApiRequest> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        new(request.RouteValues, request.Query, request.Method is "POST" or "PUT" ? await ReadBodyAsync(request, cancellationToken) : []);

    /// <summary>The id in the path that belongs to this type of resource.</summary>
    public string Id(ResourceType type) => Path[type.IdField]?.ToString() ?? "";

    /// <summary>The id of the resource around it; nothing where the path names none.</summary>
    public string? Parent(ResourceType type) => type.ParentField is { } field ? Path[field]?.ToString() : "";

    private static async Task<JsonObject> ReadBodyAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!MediaTypes.Contains(request.ContentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
        {
            throw new ApiError(415, $"The body must be {string.Join(" or ", MediaTypes)}.");
        }
        try
        {
            return await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken) as JsonObject
                ?? throw new ApiError(400, "The body must be a JSON object.", "invalidSyntax");
        }
        catch (JsonException)
        {
            throw new ApiError(400, "The body is not JSON.", "invalidSyntax");
        }
    }
}

/// <summary>What an operation answers.</summary>
/// <param name="NewId">The id of a resource that was created, for the Location header.</param>
internal sealed record ApiReply(int Status, JsonObject? Body = null, string? NewId = null);
