using CiamGateway.Connections;

namespace CiamGateway.Management.Status;

/// <summary>How often the network made the gateway use another address or connection, or send a request again.</summary>
/// <param name="Kind">cluster, token_client or redis.</param>
/// <param name="Event">address_moved, address_skipped, name_unresolved, host_unreachable, peer_silent or request_repeated.</param>
/// <param name="Details">Of the last time.</param>
internal sealed record ConnectionStatus(string Kind, string Name, string Event, string Details, int Count, DateTimeOffset LastAt)
{
    public static ConnectionStatus Of(ConnectionEvent occurred) =>
        new(occurred.Target.Kind, occurred.Target.Name, occurred.Name, occurred.Details, occurred.Count, occurred.LastAt);
}
