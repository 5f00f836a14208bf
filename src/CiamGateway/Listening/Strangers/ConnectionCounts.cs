namespace CiamGateway.Listening.Strangers;

/// <summary>
/// How many connections there are in all, and in each share of strangers.
/// Not safe for use by several threads.
/// </summary>
internal sealed class ConnectionCounts(UnprovenConnections unproven)
{
    private int _total;
    private int _leaving;
    private int _peak;

    public ConnectionShares Shares { get; } = new();

    /// <summary>How many will stay: the ones that are being closed are left out.</summary>
    public int Staying => _total - _leaving;

    /// <summary>How many there are without an authenticated caller.</summary>
    public int Strangers => Shares.Strangers.Count + Shares.CallerNetworks.Count;

    /// <summary>A connection was accepted; <see cref="Leave"/> follows when it has ended.</summary>
    public void Enter() => _total++;

    /// <summary>Counts the connection in these shares until <see cref="Remove"/>, or until it ends.</summary>
    public void Add(StrangerConnection stranger, (ConnectionShare Share, int Limit)[] shares)
    {
        stranger.Connection.Stranger = stranger;
        stranger.Counted = Array.ConvertAll(shares, counted => (counted.Share, counted.Share.Unserved.AddLast(stranger)));
        foreach (var (share, _) in stranger.Counted)
        {
            share.Count++;
            Shares.Keep(share);
        }
        _peak = Math.Max(_peak, Strangers);
        unproven.Opened();
    }

    /// <summary>The connection has ended.</summary>
    public void Leave(ListenerConnection connection)
    {
        _total--;
        if (connection.WasClosedForRoom)
        {
            _leaving--;
        }
        else if (connection.Stranger is { } stranger)
        {
            Remove(stranger);
        }
    }

    /// <summary>The connection is about to be closed; <see cref="Leave"/> follows when it has ended.</summary>
    public void Close(StrangerConnection stranger)
    {
        Remove(stranger);
        stranger.Connection.WasClosedForRoom = true;
        _leaving++;
    }

    /// <summary>From now on, the connection is not closed to make room.</summary>
    public void Serve(StrangerConnection stranger)
    {
        if (stranger.Counted.Length > 0 && !stranger.IsServed)
        {
            stranger.IsServed = true;
            Array.ForEach(stranger.Counted, counted => counted.Share.Unserved.Remove(counted.Place));
            unproven.Served();
        }
    }

    /// <summary>From now on, the connection counts in no share.</summary>
    public void Remove(StrangerConnection stranger)
    {
        if (stranger.Counted.Length == 0)
        {
            return;
        }
        foreach (var (share, place) in stranger.Counted)
        {
            share.Count--;
            if (!stranger.IsServed)
            {
                share.Unserved.Remove(place);
            }
            if (share.Count == 0)
            {
                Shares.Remove(share);
            }
        }
        stranger.Counted = [];
        stranger.Connection.Stranger = null;
        unproven.Gone(stranger.IsServed);
    }

    /// <summary>True once after each peak of so many connections of strangers, when at most a quarter of them is left.</summary>
    public bool IsOverPeak(int least)
    {
        if (_peak < least || Strangers > _peak / 4)
        {
            return false;
        }
        _peak = Strangers;
        return true;
    }
}
