using CiamGateway.Telemetry;

namespace CiamGateway.Listening.Strangers;

/// <summary>The shares of all addresses, of all networks, and of all strangers together. Not safe for use by several threads.</summary>
internal sealed class ConnectionShares
{
    private readonly Dictionary<AddressRange, ConnectionShare> _ofAddresses = [];

    /// <summary>All strangers together.</summary>
    public ConnectionShare Strangers { get; } = new(default, "strangers");

    /// <summary>All connections from networks of callers on which no caller has authenticated yet.</summary>
    public ConnectionShare CallerNetworks { get; } = new(default, "total");

    /// <returns>The shares in which a connection is counted, each with its limit; none for a trusted proxy.</returns>
    public (ConnectionShare Share, int Limit)[] Of(AddressRange source, ConnectionOrigin origin, ConnectionLimits limits) =>
        origin switch
        {
            ConnectionOrigin.TrustedProxy => [],
            ConnectionOrigin.ProvenAddress => [(Of(source, "address"), limits.PerAddress), (CallerNetworks, limits.Total)],
            ConnectionOrigin.CallerNetwork => [(Of(source, "total"), limits.PerCallerAddress), (CallerNetworks, limits.Total)],
            _ when source == default => [(Strangers, limits.Strangers)],
            _ =>
            [
                (Of(source, "address"), limits.PerAddress),
                (Of(source.Network, "network"), limits.PerNetwork),
                (Strangers, limits.Strangers),
            ],
        };

    /// <summary>Keeps the share, in which a connection is counted now.</summary>
    public void Keep(ConnectionShare share)
    {
        if (share.Source != default)
        {
            _ofAddresses[share.Source] = share;
        }
    }

    /// <summary>Forgets the share, in which no connection is counted any more.</summary>
    public void Remove(ConnectionShare share) => _ofAddresses.Remove(share.Source);

    private ConnectionShare Of(AddressRange source, string reason) =>
        _ofAddresses.GetValueOrDefault(source) ?? new ConnectionShare(source, reason);
}
