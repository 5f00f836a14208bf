using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>A refusal of the API, thrown by whatever stage finds the fault and written once.</summary>
internal sealed class ApiError(int status, string detail, string? scimType = null) : Exception(detail)
{
    public int Status { get; } = status;

    /// <summary>The body in the error shape of RFC 7644 §3.12.</summary>
    public JsonObject Body =>
        new()
        {
            ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:Error"),
            ["status"] = $"{Status}",
            ["scimType"] = scimType,
            ["detail"] = Message,
        };

    /// <summary>The <c>WWW-Authenticate</c> challenge (RFC 6750 §3), where there is one.</summary>
    public string? Challenge { get; init; }
}
