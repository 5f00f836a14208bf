namespace CiamGateway.Listening.Strangers;

/// <summary>What decides about a connection that arrives.</summary>
/// <param name="Shares">The shares in which it would be counted, each with its limit.</param>
/// <param name="OwnCount">How many connections its address has.</param>
/// <param name="Total">How many connections the gateway may have.</param>
/// <param name="Now">A timestamp of the clock.</param>
/// <param name="HadTime">A connection that was opened before this timestamp has had time for a request.</param>
/// <param name="IsShed">Whether no memory is left for it.</param>
internal readonly record struct ConnectionArrival(
    ConnectionOrigin Origin,
    (ConnectionShare Share, int Limit)[] Shares,
    int OwnCount,
    int Total,
    long Now,
    long HadTime,
    bool IsShed
);
