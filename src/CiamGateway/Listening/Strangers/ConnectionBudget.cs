using System.Net;
using CiamGateway.Telemetry;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Counts the connections of listeners, and holds those of strangers to the limits of their address, of their network, and of all
/// strangers. If a limit is reached, a connection without a request is closed to make room: one of the address that has most, otherwise the
/// oldest that has had time for a request. If there is no such connection, the new one is refused.
/// </summary>
/// <param name="limits">Read for each connection.</param>
/// <param name="originOf">Whose connections an address may have.</param>
/// <param name="prefersCallers">Whether a connection that served an anonymous request is not closed to make room.</param>
internal sealed class ConnectionBudget(
    Func<ConnectionLimits> limits,
    Func<IPAddress?, ConnectionOrigin> originOf,
    bool prefersCallers,
    UnprovenConnections unproven,
    TimeProvider clock
)
{
    /// <summary>Time enough for the first request to arrive.</summary>
    public static readonly TimeSpan TimeForRequest = TimeSpan.FromSeconds(1);

    /// <summary>Kestrel answers 408 to a request that does not arrive whole, and looks at the time once a second.</summary>
    private static readonly TimeSpan TimeForTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Names the limit in the metric.</summary>
    private const string Memory = "memory";

    private readonly Lock _counting = new();
    private readonly ConnectionCounts _counts = new(unproven);
    private readonly ProvenAddresses _proven = new(clock);

    /// <summary>How many connections there are without an authenticated caller.</summary>
    public int Strangers => _counts.Strangers;

    /// <summary>Whether no memory is left for further strangers.</summary>
    public bool IsTight { get; set; }

    /// <returns>Whether the connection may stay; <see cref="Leave"/> follows then.</returns>
    /// <param name="refusal">The limit that refuses the connection, or has others closed; null if none is reached.</param>
    /// <param name="closed">The connections that make room for this one.</param>
    public bool TryEnter(
        ListenerConnection connection,
        IPAddress? address,
        out string? refusal,
        out IReadOnlyList<StrangerConnection> closed
    )
    {
        var making = new List<StrangerConnection>();
        closed = making;
        refusal = null;
        lock (_counting)
        {
            var arrival = Arrive(address);
            if (arrival.IsShed)
            {
                refusal = Memory;
                return false;
            }
            foreach (var (share, limit) in arrival.Shares)
            {
                if (share.Count >= limit && !MakeRoom(share, share.Reason, arrival, making, ref refusal))
                {
                    return false;
                }
            }
            var isStranger = arrival.Origin is ConnectionOrigin.Stranger;
            if (
                _counts.Staying >= arrival.Total
                && !MakeRoom(
                    _counts.Shares.Strangers,
                    "total",
                    isStranger ? arrival : arrival with { HadTime = arrival.Now },
                    making,
                    ref refusal
                )
                && !MakeRoom(_counts.Shares.CallerNetworks, "total", arrival, making, ref refusal)
            )
            {
                return false;
            }
            _counts.Enter();
            if (arrival.Shares.Length > 0)
            {
                _counts.Add(new StrangerConnection(this, connection, clock), arrival.Shares);
            }
            return true;
        }
    }

    /// <summary>Whether <see cref="TryEnter"/> would refuse a connection; nothing is closed or counted.</summary>
    /// <param name="refusal">The limit that refuses it; empty if none does.</param>
    public bool Refuses(IPAddress? address, out string refusal)
    {
        lock (_counting)
        {
            var arrival = Arrive(address);
            // The connection that makes room in the first full share may make it in the others, too.
            var full = Array.Find(arrival.Shares, place => place.Share.Count >= place.Limit).Share;
            refusal =
                arrival.IsShed ? Memory
                : full is null || full.FindRoom(arrival.OwnCount, arrival.HadTime) is not null ? ""
                : full.Reason;
            return refusal.Length > 0;
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Leave(ListenerConnection connection)
    {
        lock (_counting)
        {
            _counts.Leave(connection);
        }
    }

    public void Prove(StrangerConnection stranger)
    {
        lock (_counting)
        {
            if (stranger.Counted is [var (ofAddress, _), ..] && ofAddress.Source != default)
            {
                _proven.Add(ofAddress.Source);
            }
            _counts.Remove(stranger);
        }
    }

    public void Serve(StrangerConnection stranger)
    {
        lock (_counting)
        {
            if (prefersCallers)
            {
                _counts.Serve(stranger);
            }
        }
    }

    /// <summary>True once after each peak of so many connections of strangers, when at most a quarter of them is left.</summary>
    public bool IsOverPeak(int least)
    {
        lock (_counting)
        {
            return _counts.IsOverPeak(least);
        }
    }

    /// <summary>
    /// Takes the connections out of the count that are silent for too long: without a request, or after a part of one. A silent one from
    /// an address of callers stays, since it may be a spare one of their pool: Kestrel ends it after <c>KeepAliveTimeout</c>.
    /// </summary>
    /// <returns>The connections, which the caller closes.</returns>
    public List<StrangerConnection> TakeSilent(TimeSpan limit)
    {
        var now = clock.GetTimestamp();
        return Take(stranger =>
            stranger.IsIdle
            && (stranger.Connection.HasRead || !IsOfCallers(stranger))
            && clock.GetElapsedTime(stranger.IdleSince, now) is var idle
            && idle >= (stranger.Connection.HasRead ? (2 * limit) + TimeForTimeout : limit)
        );
    }

    /// <summary>
    /// Takes all out of the count that have not been served. From an address of callers, one stays that has a request or is new: a caller
    /// that is about to authenticate would see its call fail.
    /// </summary>
    /// <returns>The connections, which the caller closes.</returns>
    public List<StrangerConnection> TakeUnserved() =>
        Take(stranger => !IsOfCallers(stranger) || (stranger.IsIdle && clock.GetElapsedTime(stranger.Opened) >= TimeForRequest));

    /// <summary>Whether callers are expected at its address, or one has authenticated there lately.</summary>
    private bool IsOfCallers(StrangerConnection stranger) =>
        stranger.Counted is [var (ofAddress, _), .., var (ofAll, _)]
        && (ofAll == _counts.Shares.CallerNetworks || _proven.Contain(ofAddress.Source));

    private List<StrangerConnection> Take(Func<StrangerConnection, bool> isMeant)
    {
        lock (_counting)
        {
            List<StrangerConnection> taken =
            [
                .. _counts.Shares.Strangers.Unserved.Concat(_counts.Shares.CallerNetworks.Unserved).Where(isMeant),
            ];
            taken.ForEach(_counts.Close);
            return taken;
        }
    }

    /// <summary>What decides about a connection of this address that arrives now.</summary>
    private ConnectionArrival Arrive(IPAddress? address)
    {
        var (current, origin, now) = (limits(), originOf(address), clock.GetTimestamp());
        var source = AddressRange.OfAddress(address);
        if (origin is ConnectionOrigin.Stranger && _proven.Contain(source))
        {
            origin = ConnectionOrigin.ProvenAddress;
        }
        var shares = _counts.Shares.Of(source, origin, current);
        return new ConnectionArrival(
            origin,
            shares,
            shares is [var (ofAddress, _), ..] ? ofAddress.Count : 0,
            current.Total,
            now,
            HadTime: now - (long)(TimeForRequest.TotalSeconds * clock.TimestampFrequency),
            IsShed: origin is ConnectionOrigin.Stranger && IsTight
        );
    }

    private bool MakeRoom(
        ConnectionShare share,
        string reason,
        ConnectionArrival arrival,
        List<StrangerConnection> closed,
        ref string? refusal
    )
    {
        refusal ??= reason;
        if (share.FindRoom(arrival.OwnCount, arrival.HadTime) is not { } found)
        {
            return false;
        }
        _counts.Close(found);
        closed.Add(found);
        return true;
    }
}
