using System.Text.Json.Serialization;
using CiamGateway.Forwarding.Upstream;

namespace CiamGateway.Management.Status;

/// <summary>A server of the API, and how it does.</summary>
/// <param name="State">healthy; unknown, where nothing was sent to it yet or no health check is configured; or unhealthy.</param>
/// <param name="ActiveHealth">What YARP's probes say: Unknown, Healthy or Unhealthy.</param>
/// <param name="PassiveHealth">What YARP makes of the requests: Unknown, Healthy or Unhealthy.</param>
/// <param name="Trouble">What is wrong with it; null if its last request was answered.</param>
internal sealed record DestinationStatus(
    string Cluster,
    string Name,
    string Address,
    string State,
    bool IsAvailable,
    string ActiveHealth,
    string PassiveHealth,
    int ConcurrentRequests,
    string? Trouble,
    DateTimeOffset? TroubleSince
)
{
    private const string Unhealthy = "Unhealthy";
    private const string Healthy = "Healthy";

    [JsonIgnore]
    public bool IsUnhealthy => State == "unhealthy";

    /// <summary>What is wrong with it, and what to do about that.</summary>
    public StatusReason ToReason() =>
        new(
            $"Destination '{Name}' ({Address}): {Trouble ?? "Its health checks say that it is unhealthy."}",
            $"Check that {Address} runs and can be reached from here, or correct "
                + $"ReverseProxy:Clusters:{Cluster}:Destinations:{Name}:Address."
        );

    public static DestinationStatus Of(CurrentDestination destination) =>
        new(
            destination.Cluster,
            destination.Name,
            destination.Address,
            destination switch
            {
                { Trouble: not null } or { ActiveHealth: Unhealthy } or { PassiveHealth: Unhealthy } => "unhealthy",
                { ActiveHealth: Healthy } or { PassiveHealth: Healthy } => "healthy",
                _ => "unknown",
            },
            destination.IsAvailable,
            destination.ActiveHealth,
            destination.PassiveHealth,
            destination.ConcurrentRequests,
            destination.Trouble is { } trouble ? $"The API {trouble.Message}." : null,
            destination.Trouble?.Time
        );
}
