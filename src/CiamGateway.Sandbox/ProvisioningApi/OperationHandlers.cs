using System.Text.Json.Nodes;
using Handler = System.Func<
    CiamGateway.Sandbox.ProvisioningApi.ProvisioningDirectory,
    CiamGateway.Sandbox.ProvisioningApi.ApiRequest,
    CiamGateway.Sandbox.ProvisioningApi.ApiReply
>;
using Select = System.Func<
    CiamGateway.Sandbox.ProvisioningApi.ProvisioningDirectory,
    CiamGateway.Sandbox.ProvisioningApi.ResourceCollection
>;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>The few things that operations do, each for any collection.</summary>
internal static class OperationHandlers
{
    private static readonly string[] UserFields = ["externalId", "friendlyId", "friendlyName", "userId"];

    public static readonly Select Applications = directory => directory.Applications;
    public static readonly Select Domains = directory => directory.Domains;
    public static readonly Select Users = directory => directory.Users;
    public static readonly Select ServiceAccounts = directory => directory.ServiceAccounts;

    public static Handler List(Select select) =>
        (directory, request) =>
            Page(directory, request, select(directory).Type, select(directory).List(Within(directory, request, select)));

    /// <summary>All users, or the users that the parameters of the query select.</summary>
    public static ApiReply SearchUsers(ProvisioningDirectory directory, ApiRequest request)
    {
        string Asked(string name) => request.Query[name].ToString();

        bool Is(JsonObject resource, string field, string asked) => asked.Length == 0 || resource[field]?.ToString() == asked;

        var users =
            from domain in directory.Domains.List("")
            where Is(domain, "domainId", Asked("domainId")) && Is(domain, "friendlyName", Asked("domainName"))
            from user in directory.Users.List(domain["domainId"]!.ToString())
            where Array.TrueForAll(UserFields, field => Is(user, field, Asked(field)))
            select user;
        return Page(directory, request, ResourceType.User, users);
    }

    public static Handler Create(Select select) =>
        (directory, request) =>
        {
            var collection = select(directory);
            var created = collection.Create(Within(directory, request, select)!, request.Body);
            var isTrimmed = collection.Type == ResourceType.Domain || collection.Type == ResourceType.Application;
            var id = created[collection.Type.IdField]!.ToString();
            return new ApiReply(201, isTrimmed ? new ListQuery(request.Query).Trim(created) : created, id);
        };

    public static Handler Read(Select select) =>
        (directory, request) =>
            Trimmed(request, select(directory).Read(Within(directory, request, select)!, request.Id(select(directory).Type)));

    public static Handler Replace(Select select) =>
        (directory, request) =>
            Trimmed(
                request,
                select(directory).Replace(Within(directory, request, select)!, request.Id(select(directory).Type), request.Body)
            );

    public static Handler Delete(Select select) =>
        (directory, request) =>
        {
            var collection = select(directory);
            var id = request.Id(collection.Type);
            collection.Delete(Within(directory, request, select)!, id);
            if (collection.Type == ResourceType.Domain)
            {
                directory.DeleteContentsOf(id);
            }
            return new ApiReply(204);
        };

    public static Handler ReadPart(string part) =>
        (directory, request) => new ApiReply(200, directory.ReadPart(request.Id(ResourceType.Application), part));

    public static Handler WritePart(string part) =>
        (directory, request) =>
            new ApiReply(
                directory.WritePart(request.Id(ResourceType.Application), part, request.Body) ? 201 : 200,
                directory.ReadPart(request.Id(ResourceType.Application), part)
            );

    public static Handler DeletePart(string part) =>
        (directory, request) =>
        {
            directory.DeletePart(request.Id(ResourceType.Application), part);
            return new ApiReply(
                200,
                new JsonObject
                {
                    ["status"] = "success",
                    ["message"] = $"{part} was reset",
                    ["data"] = null,
                }
            );
        };

    private static ApiReply Page(ProvisioningDirectory directory, ApiRequest request, ResourceType type, IEnumerable<JsonObject> resources)
    {
        var page = new ListQuery(request.Query).Apply(resources);
        var isBare = directory.HasBareLists && (type == ResourceType.User || type == ResourceType.ServiceAccount);
        return new ApiReply(200, isBare ? page["Resources"]!.DeepClone() : page);
    }

    private static ApiReply Trimmed(ApiRequest request, JsonObject resource) => new(200, new ListQuery(request.Query).Trim(resource));

    /// <summary>The domain that the path goes through, which must exist.</summary>
    private static string? Within(ProvisioningDirectory directory, ApiRequest request, Select select)
    {
        var parent = request.Parent(select(directory).Type);
        if (!string.IsNullOrEmpty(parent))
        {
            directory.Domains.Read("", parent);
        }
        return parent;
    }
}
