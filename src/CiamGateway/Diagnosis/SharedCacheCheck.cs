using System.Text.Json.Serialization;

namespace CiamGateway.Diagnosis;

/// <summary>Whether the Redis that replicas share works.</summary>
/// <param name="Server">Hosts and ports.</param>
internal sealed record SharedCacheCheck(string Server) : Check
{
    [JsonIgnore]
    public override string Subject => "shared cache";

    [JsonIgnore]
    public override string Summary => Findings.Count == 0 ? $"Redis at {Server}; an entry was written and read" : $"Redis at {Server}";
}
