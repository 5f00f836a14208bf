namespace CiamGateway.Connections;

/// <summary>Puts a new connection of an HTTP client under watch, by the protocol that was negotiated on it.</summary>
internal static class WatchedConnection
{
    /// <param name="pool">The handler that the connection belongs to.</param>
    public static Stream Of(
        SocketsHttpPlaintextStreamFilterContext opened,
        RenewableHandler pool,
        ConnectionTarget target,
        ConnectionEvents events
    )
    {
        if (opened.NegotiatedHttpVersion.Major >= 2)
        {
            pool.NoteSharedConnection();
            if (Exchange.Current is { } exchange)
            {
                exchange.OpensSharedConnection = true;
            }
            return new MultiplexedStream(opened.PlaintextStream, () =>
                events.Silent(target, "the peer of an HTTP/2 connection did not answer a ping")
            );
        }
        // Of a tunnel through a proxy (CONNECT), only what goes through it is watched.
        return opened.InitialRequestMessage.Method == HttpMethod.Connect
            ? opened.PlaintextStream
            : new ExchangeStream(opened.PlaintextStream);
    }
}
