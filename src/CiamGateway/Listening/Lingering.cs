namespace CiamGateway.Listening;

/// <summary>
/// How long the rest of a request is read and discarded after its answer. A server that closes the connection at once resets it, and
/// the caller, who is still sending, never reads the answer.
/// </summary>
internal static class Lingering
{
    public const long MaximumBytes = 256L * 1024 * 1024;

    public static readonly TimeSpan MaximumTime = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause in what the caller sends.</summary>
    public static readonly TimeSpan MaximumPause = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The pause before the gateway ends its side of the connection (FIN). The answer itself has long been sent by then.
    /// </summary>
    public static readonly TimeSpan PauseBeforeFin = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long a connection without a request stays open after the gateway has begun to close connections: a request that is sent at
    /// that moment is still served.
    /// </summary>
    public static readonly TimeSpan OfQuietConnections = TimeSpan.FromSeconds(1);

    /// <summary>How long the gateway then reads on, before and after it tells the caller that no answer follows.</summary>
    public static readonly TimeSpan PauseOfQuietConnections = TimeSpan.FromMilliseconds(100);
}
