using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>What the API holds: four collections, and the parts of applications that have no id of their own.</summary>
internal sealed class ProvisioningDirectory(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(string Application, string Part), JsonObject> _parts = new();

    /// <summary>Whether lists of users and of service accounts are bare arrays.</summary>
    public bool HasBareLists { get; init; }

    public ResourceCollection Applications { get; } = new(ResourceType.Application, clock);

    public ResourceCollection Domains { get; } = new(ResourceType.Domain, clock);

    public ResourceCollection Users { get; } = new(ResourceType.User, clock);

    public ResourceCollection ServiceAccounts { get; } = new(ResourceType.ServiceAccount, clock);

    public JsonObject ReadPart(string application, string part)
    {
        Applications.Read("", application);
        return _parts.TryGetValue((application, part), out var value)
            ? value.DeepClone().AsObject()
            : throw new ApiError(404, $"Application '{application}' has no {part}.");
    }

    /// <returns>Whether the part is new.</returns>
    public bool WritePart(string application, string part, JsonObject value)
    {
        Applications.Read("", application);
        var isNew = !_parts.ContainsKey((application, part));
        _parts[(application, part)] = ApplicationPart.Accept(part, value);
        return isNew;
    }

    public void DeletePart(string application, string part)
    {
        ReadPart(application, part);
        _parts.TryRemove((application, part), out _);
    }

    /// <summary>A domain takes its users and service accounts along.</summary>
    public void DeleteContentsOf(string domain)
    {
        Users.DeleteAllOf(domain);
        ServiceAccounts.DeleteAllOf(domain);
    }
}
