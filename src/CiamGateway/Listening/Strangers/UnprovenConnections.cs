namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Whether there are connections without an authenticated caller: if there are none, requests skip the lookup of theirs.
/// </summary>
internal sealed class UnprovenConnections
{
    private int _all;
    private int _unserved;

    public bool Any => Volatile.Read(ref _all) > 0;

    public bool AnyUnserved => Volatile.Read(ref _unserved) > 0;

    public void Opened()
    {
        Interlocked.Increment(ref _all);
        Interlocked.Increment(ref _unserved);
    }

    public void Served() => Interlocked.Decrement(ref _unserved);

    public void Gone(bool wasServed)
    {
        Interlocked.Decrement(ref _all);
        if (!wasServed)
        {
            Interlocked.Decrement(ref _unserved);
        }
    }
}
