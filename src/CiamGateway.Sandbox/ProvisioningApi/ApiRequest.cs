using System.Text.Json;
using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>A request as the operations see it: ids from the path, the query, the body.</summary>
internal sealed record ApiRequest(RouteValueDictionary Path, IQueryCollection Query, JsonObject Body)
{
    private const string Json = "application/json";

    /// <param name="request">The request.</param>
    /// <param name="takesScim">Whether its body may be <c>application/scim+json</c>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ApiRequest> ReadAsync(HttpRequest request, bool takesScim, CancellationToken cancellationToken)
    {
        string[] mediaTypes = takesScim ? [Json, ApiReplyWriter.ScimMediaType] : [Json];
        var body = request.Method is "POST" or "PUT" ? await ReadBodyAsync(request, mediaTypes, cancellationToken) : [];
        return new(request.RouteValues, request.Query, body);
    }

    /// <summary>The id in the path that belongs to this type of resource.</summary>
    public string Id(ResourceType type) => Path[type.IdField]?.ToString() ?? "";

    /// <summary>The id of the resource around it; null if the path names none.</summary>
    public string? Parent(ResourceType type) => type.ParentField is { } field ? Path[field]?.ToString() : "";

    private static async Task<JsonObject> ReadBodyAsync(HttpRequest request, string[] mediaTypes, CancellationToken cancellationToken)
    {
        if (!mediaTypes.Contains(request.ContentType?.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
        {
            throw new ApiError(415, $"The body must be {string.Join(" or ", mediaTypes)}.");
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
internal sealed record ApiReply(int Status, JsonNode? Body = null, string? NewId = null);
