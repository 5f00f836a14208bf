using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>The resources of one type, in memory, in the order in which they were created.</summary>
internal sealed class ResourceCollection(ResourceType type, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<(string Id, string Parent, JsonObject Resource)> _resources = [];

    public ResourceType Type => type;

    /// <param name="parent">The id of the domain that the resource belongs to, or nothing.</param>
    public JsonObject Create(string parent, JsonObject body)
    {
        var resource = type.Accept(body);
        lock (_gate)
        {
            RefuseDuplicate(parent, resource, exceptId: null);
            var id = Guid.NewGuid().ToString("n");
            var stored = Stored(id, resource);
            stored["creationDate"] = clock.GetUtcNow().ToString("O");
            _resources.Add((id, parent, stored));
            return Copy(stored);
        }
    }

    public JsonObject Read(string parent, string id)
    {
        lock (_gate)
        {
            return WithoutCredential(_resources[Index(parent, id)].Resource);
        }
    }

    public JsonObject Replace(string parent, string id, JsonObject body)
    {
        var resource = type.Accept(body);
        lock (_gate)
        {
            var index = Index(parent, id);
            RefuseDuplicate(parent, resource, id);
            var stored = Stored(id, resource);
            stored["creationDate"] = _resources[index].Resource["creationDate"]?.DeepClone();
            _resources[index] = (id, parent, stored);
            return WithoutCredential(stored);
        }
    }

    public void Delete(string parent, string id)
    {
        lock (_gate)
        {
            _resources.RemoveAt(Index(parent, id));
        }
    }

    public void DeleteAllOf(string parent)
    {
        lock (_gate)
        {
            _resources.RemoveAll(entry => entry.Parent == parent);
        }
    }

    /// <param name="parent">Only the resources of this domain, or of all where nothing is given.</param>
    public IReadOnlyList<JsonObject> List(string? parent)
    {
        lock (_gate)
        {
            return
            [
                .. _resources.Where(entry => parent is null || entry.Parent == parent).Select(entry => WithoutCredential(entry.Resource)),
            ];
        }
    }

    private int Index(string parent, string id)
    {
        var index = _resources.FindIndex(entry => entry.Id == id && entry.Parent == parent);
        return index >= 0 ? index : throw new ApiError(404, $"There is no {type.Name} '{id}'.");
    }

    private void RefuseDuplicate(string parent, JsonObject resource, string? exceptId)
    {
        if (
            resource["friendlyName"]?.ToString() is { } name
            && _resources.Exists(entry =>
                entry.Parent == parent && entry.Id != exceptId && entry.Resource["friendlyName"]?.ToString() == name
            )
        )
        {
            throw new ApiError(409, $"A {type.Name} with the friendlyName '{name}' exists.", "uniqueness");
        }
    }

    private JsonObject Stored(string id, JsonObject resource)
    {
        resource[type.IdField] = id;
        resource["resourceType"] = type.Name;
        resource["transactionId"] = Guid.NewGuid().ToString("n");
        resource["owner"] = new JsonArray("sandbox");
        if (type.HasAccountStatus)
        {
            resource["accountStatus"] = AccountStatus.Of(id, clock.GetUtcNow());
        }
        return resource;
    }

    private JsonObject WithoutCredential(JsonObject resource)
    {
        var copy = Copy(resource);
        if (type.Credential is { } credential)
        {
            copy.Remove(credential);
        }
        return copy;
    }

    private static JsonObject Copy(JsonObject resource) => resource.DeepClone().AsObject();
}
