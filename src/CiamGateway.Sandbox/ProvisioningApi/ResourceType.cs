using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>Describes one kind of resource: its id, the fields a client may set, which of them are required or credentials.</summary>
internal sealed record ResourceType(string Name, string IdField, string[] Fields)
{
    private static readonly string[] ExtendedAttributes = [.. Enumerable.Range(3, 7).Select(number => $"extendedAttr{number}")];

    public static readonly ResourceType Domain = new(
        "Domain",
        "domainId",
        ["friendlyName", "description", "displayName", "externalId", "hasApplicationIds"]
    )
    {
        Lengths = new() { ["friendlyName"] = (3, 50), ["description"] = (1, 1000) },
        Arrays = ["hasApplicationIds"],
    };

    public static readonly ResourceType User = new(
        "User",
        "userId",
        [
            "friendlyId",
            "friendlyName",
            "surname",
            "givenName",
            "middleInitial",
            "displayName",
            "description",
            "parentContainer",
            "active",
            "emails",
            "phoneNumbers",
            "externalId",
            "manager",
            "orgFriendlyName",
            "password",
            "populationUids",
            "preferredLanguage",
            "profileUrl",
            "title",
            "userType",
            "extendedAttr1",
            "extendedAttr2",
            .. ExtendedAttributes,
        ]
    )
    {
        ParentField = Domain.IdField,
        Arrays = ["emails", "phoneNumbers", "populationUids", "title", "extendedAttr1", "extendedAttr2"],
        HasAccountStatus = true,
        Lengths = new() { ["surname"] = (1, 1000) },
        Credential = "password",
    };

    public static readonly ResourceType ServiceAccount = new(
        "ServiceAccount",
        "accountId",
        [
            "friendlyId",
            "friendlyName",
            "surname",
            "givenName",
            "userPassword",
            "description",
            "extendedAttr1",
            "extendedAttr2",
            .. ExtendedAttributes,
        ]
    )
    {
        ParentField = Domain.IdField,
        Lengths = new() { ["surname"] = (1, 1000) },
        Arrays = ["extendedAttr1", "extendedAttr2"],
        Credential = "userPassword",
    };

    public static readonly ResourceType Application = new(
        "Application",
        "applicationId",
        ["uaid", "friendlyName", "presentationAddress", "description", "redirectUrls", "secret"]
    )
    {
        Arrays = ["redirectUrls"],
        Credential = "secret",
    };

    /// <summary>The id of the resource that this one belongs to, where it belongs to one.</summary>
    public string? ParentField { get; init; }

    /// <summary>Required texts and how long they may be.</summary>
    public Dictionary<string, (int Least, int Most)> Lengths { get; init; } = [];

    /// <summary>Fields that hold a list.</summary>
    public string[] Arrays { get; init; } = [];

    /// <summary>Whether the API adds an <c>accountStatus</c>, which no client sets.</summary>
    public bool HasAccountStatus { get; init; }

    /// <summary>The field that holds a live credential; shown when it is set, not when it is read.</summary>
    public string? Credential { get; init; }

    /// <summary>The fields of a request body that this type knows; refuses a body that lacks what is required.</summary>
    public JsonObject Accept(JsonObject body)
    {
        foreach (var (field, (least, most)) in Lengths)
        {
            if (body[field] is not JsonValue value || !value.TryGetValue<string>(out var text))
            {
                throw new ApiError(400, $"{Name}.{field} is required and a text.", "invalidValue");
            }
            if (text.Length < least || text.Length > most)
            {
                throw new ApiError(400, $"{Name}.{field} must have {least} to {most} characters.", "invalidValue");
            }
        }
        foreach (var field in Arrays.Where(field => body[field] is not (null or JsonArray)))
        {
            throw new ApiError(400, $"{Name}.{field} is a list.", "invalidValue");
        }
        return new JsonObject(Fields.Where(body.ContainsKey).Select(field => KeyValuePair.Create(field, body[field]?.DeepClone())));
    }
}
