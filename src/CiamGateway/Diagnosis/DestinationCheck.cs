using System.Text.Json.Serialization;
using CiamGateway.Telemetry;

namespace CiamGateway.Diagnosis;

/// <summary>Whether a destination of a cluster can be reached.</summary>
internal sealed record DestinationCheck(string Cluster, string Destination, string Address) : Check
{
    public ExchangeFacts Exchange { get; init; } = ExchangeFacts.None;

    [JsonIgnore]
    public override string Subject => $"destination '{Destination}' of cluster '{Cluster}'";

    [JsonIgnore]
    public override string Summary =>
        Exchange == ExchangeFacts.None ? Address : string.Join("; ", ExchangeSummary.Of(Exchange).Append("no token was sent"));
}
