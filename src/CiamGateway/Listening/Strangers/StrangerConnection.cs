namespace CiamGateway.Listening.Strangers;

/// <summary>A connection's place among those without an authenticated caller.</summary>
internal sealed class StrangerConnection(ConnectionBudget budget, ListenerConnection connection, TimeProvider clock)
{
    private int _requests;
    private long _idleSince = clock.GetTimestamp();

    public ListenerConnection Connection => connection;

    public long Opened { get; } = clock.GetTimestamp();

    public Http2Pace Pace { get; } = new(clock);

    /// <summary>When the last request ended; before the first, when the connection was opened.</summary>
    public long IdleSince => Volatile.Read(ref _idleSince);

    /// <summary>Whether no request is under way.</summary>
    public bool IsIdle => Volatile.Read(ref _requests) == 0;

    /// <summary>Whether a request was served without credentials; such a connection is counted, but not closed to make room.</summary>
    public bool IsServed { get; set; }

    /// <summary>The shares in which the connection is counted, with its place in each list of connections that may be closed.</summary>
    public (ConnectionShare Share, LinkedListNode<StrangerConnection> Place)[] Counted { get; set; } = [];

    /// <summary>How many connections its address has.</summary>
    public int CountOfAddress => Counted is [var (address, _), ..] ? address.Count : 0;

    public void RequestBegins() => Interlocked.Increment(ref _requests);

    /// <summary>An answer without an error begins. What follows are control frames of its download.</summary>
    public void AnswerBegins() => Pace.Stop();

    /// <param name="isServed">Whether the request was served.</param>
    public void RequestEnds(bool isServed, long now)
    {
        Volatile.Write(ref _idleSince, now);
        connection.HasRead = false;
        Interlocked.Decrement(ref _requests);
        Pace.EndRequest();
        if (isServed && !IsServed)
        {
            budget.Serve(this);
        }
    }

    /// <summary>A caller has proved who it is: the connection counts no longer among those of strangers.</summary>
    public void Prove()
    {
        budget.Prove(this);
        Pace.Stop();
    }
}
