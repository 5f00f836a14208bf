namespace CiamGateway.Listening;

/// <summary>
/// Counts the connections with an unread request, so that other requests need not look at their connection while there are none.
/// </summary>
internal sealed class UnreadRequests
{
    private int _count;

    public bool Any => Volatile.Read(ref _count) > 0;

    public void Add() => Interlocked.Increment(ref _count);

    public void Remove() => Interlocked.Decrement(ref _count);
}
