using Handler = System.Func<CiamGateway.Sandbox.ProvisioningApi.ProvisioningDirectory, CiamGateway.Sandbox.ProvisioningApi.ApiRequest, CiamGateway.Sandbox.ProvisioningApi.ApiReply>;
using Select = System.Func<CiamGateway.Sandbox.ProvisioningApi.ProvisioningDirectory, CiamGateway.Sandbox.ProvisioningApi.ResourceCollection>;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>The few things that operations do, each for any collection.</summary>
internal static class OperationHandlers
{
    public static readonly Select Applications = directory => directory.Applications;
    public static readonly Select Domains = directory => directory.Domains;
    public static readonly Select Users = directory => directory.Users;
    public static readonly Select ServiceAccounts = directory => directory.ServiceAccounts;

    public static Handler List(Select select) => (directory, request) =>
        new ApiReply(200, new ListQuery(request.Query).Apply(select(directory).List(Within(directory, request, select))));

    public static Handler Create(Select select) => (directory, request) =>
    {
        var collection = select(directory);
        var created = collection.Create(Within(directory, request, select)!, request.Body);
        return new ApiReply(201, created, created[collection.Type.IdField]!.ToString());
    };

    public static Handler Read(Select select) => (directory, request) =>
        new ApiReply(200, select(directory).Read(Within(directory, request, select)!, request.Id(select(directory).Type)));

    public static Handler Replace(Select select) => (directory, request) =>
        new ApiReply(200, select(directory).Replace(Within(directory, request, select)!, request.Id(select(directory).Type), request.Body));

    public static Handler Delete(Select select) => (directory, request) =>
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

    public static Handler ReadPart(string part) => (directory, request) =>
        new ApiReply(200, directory.ReadPart(request.Id(ResourceType.Application), part));

    public static Handler WritePart(string part) => (directory, request) =>
        new ApiReply(directory.WritePart(request.Id(ResourceType.Application), part, request.Body) ? 201 : 200, request.Body);

    public static Handler DeletePart(string part) => (directory, request) =>
    {
        directory.DeletePart(request.Id(ResourceType.Application), part);
        return new ApiReply(204);
    };

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
