using System.Text.Json.Serialization;

namespace CiamGateway.Diagnosis;

/// <summary>Whether the gateway can listen at an address.</summary>
/// <param name="Listener">The name of the endpoint.</param>
/// <param name="Key">The configuration key that has the address.</param>
internal sealed record ListenerCheck(string Listener, string Key, string Address) : Check
{
    /// <summary>Whether a process listens there.</summary>
    public bool IsInUse { get; init; }

    [JsonIgnore]
    public override string Subject => $"listener '{Listener}'";

    [JsonIgnore]
    public override string Summary =>
        (IsInUse, Findings.Count) switch
        {
            (true, 0) => $"{Address}; in use by the gateway that runs on this machine",
            (true, _) => $"{Address}; in use",
            (_, 0) => $"{Address}; free",
            _ => Address,
        };
}
