using CiamGateway.Telemetry;

namespace CiamGateway.Listening.Strangers;

/// <summary>What connections of strangers have in common: an address, a network, or all of them.</summary>
/// <param name="reason">Names the limit in the metric.</param>
internal sealed class ConnectionShare(AddressRange source, string reason)
{
    /// <summary>How many are looked at in search of one to close.</summary>
    private const int LongestSearch = 32;

    public AddressRange Source => source;

    public string Reason => reason;

    public int Count { get; set; }

    /// <summary>The connections that may be closed to make room, oldest first.</summary>
    public LinkedList<StrangerConnection> Unserved { get; } = [];

    /// <summary>
    /// The connection without a request that makes room for a new one: of the oldest ones, that of the address with most connections.
    /// </summary>
    /// <param name="ownCount">How many connections the address of the new one has.</param>
    /// <param name="openedBefore">Where no address has more than the new one's, the connection must have been opened before.</param>
    public StrangerConnection? FindRoom(int ownCount, long openedBefore)
    {
        StrangerConnection? oldest = null,
            heaviest = null;
        var searched = 0;
        for (var place = Unserved.First; place is not null && searched < LongestSearch; place = place.Next, searched++)
        {
            if (place.Value.IsIdle)
            {
                oldest ??= place.Value;
                heaviest = heaviest is null || place.Value.CountOfAddress > heaviest.CountOfAddress ? place.Value : heaviest;
            }
        }
        return heaviest?.CountOfAddress > ownCount + 1 ? heaviest
            : oldest?.Opened <= openedBefore ? oldest
            : null;
    }
}
