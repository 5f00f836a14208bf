using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>The parts of an application that have no id of their own: how it signs in, and what its access tokens hold.</summary>
internal static class ApplicationPart
{
    public const string Client = "Client";
    public const string AccessTokenMapping = "AccessTokenMapping";

    private static readonly string[] ClientFields = ["name", "description", "redirectUrls", "oidcPolicyName", "accessTokenMapping"];

    private static readonly string[] MappingFields =
    [
        "name",
        "applicationId",
        "accessTokenManagerName",
        "oidcPolicyName",
        "validatorName",
        "attrMappings",
        "constants",
    ];

    /// <summary>The fields of a body that the part knows, and fields that the API adds.</summary>
    public static JsonObject Accept(string part, JsonObject body)
    {
        var fields = part == Client ? ClientFields : MappingFields;
        var accepted = new JsonObject(fields.Where(body.ContainsKey).Select(field => KeyValuePair.Create(field, body[field]?.DeepClone())));
        if (part == Client)
        {
            accepted["resourceType"] = Client;
            accepted["transactionId"] = Guid.NewGuid().ToString("n");
            accepted["owner"] = new JsonArray("sandbox");
        }
        return accepted;
    }
}
