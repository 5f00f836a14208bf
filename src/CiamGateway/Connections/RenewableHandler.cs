namespace CiamGateway.Connections;

/// <summary>
/// An HTTP client handler whose connections can be replaced while it is in use: calls under way finish on the old ones, and new calls
/// open new ones. <see cref="SocketsHttpHandler"/> itself has no way to retire a connection.
/// </summary>
internal sealed class RenewableHandler : HttpMessageHandler
{
    /// <summary>Longer than any call waits for a connection, so that no call meets a pool that is closed.</summary>
    private static readonly TimeSpan CloseAfter = TimeSpan.FromMinutes(1);

    private readonly SocketsHttpHandler _settings;
    private readonly TimeProvider _clock;
    private readonly TimeSpan? _renewsAfter;
    private readonly Lock _gate = new();
    private volatile ConnectionPool _pool;

    /// <param name="settings">The settings of every pool. It is disposed with this handler, and must not send anything itself.</param>
    /// <param name="renewsAfter">
    /// How long a call without an answer must have lasted that is cancelled, for the connections to be replaced; null for never.
    /// </param>
    public RenewableHandler(SocketsHttpHandler settings, TimeProvider clock, TimeSpan? renewsAfter)
    {
        _settings = settings;
        _clock = clock;
        _renewsAfter = renewsAfter;
        _pool = new ConnectionPool(HandlerCopy.Of(settings), clock);
    }

    /// <summary>Raised after connections were replaced because a call got no answer in its time.</summary>
    public event Action? Renewed;

    /// <summary>Notes that one connection of the pool carries several calls at a time (HTTP/2).</summary>
    public void NoteSharedConnection() => _pool.HasSharedConnection = true;

    /// <summary>
    /// Replaces the connections after a call that ran into its time limit, so that no further call uses the same one. HTTP/1.1 needs no
    /// replacement: the client closes the connection of a call that it gives up.
    /// </summary>
    /// <param name="started">The timestamp of the clock at the start of the call.</param>
    public void CallTimedOut(long started)
    {
        if (_pool.HasSharedConnection)
        {
            Renew(started);
        }
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _renewsAfter is { } least ? SendAndRenewAsync(request, least, cancellationToken) : _pool.SendAsync(request, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pool.Dispose();
            _settings.Dispose();
        }
        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> SendAndRenewAsync(
        HttpRequestMessage request,
        TimeSpan least,
        CancellationToken cancellationToken
    )
    {
        var started = _clock.GetTimestamp();
        try
        {
            return await _pool.SendAsync(request, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (_clock.GetElapsedTime(started) >= least)
            {
                Renew(started);
            }
            throw;
        }
    }

    private void Renew(long started)
    {
        lock (_gate)
        {
            // A call that is older than the pool used connections that are replaced already.
            if (started < _pool.Created)
            {
                return;
            }
            _ = CloseLaterAsync(_pool);
            _pool = new ConnectionPool(HandlerCopy.Of(_settings), _clock);
        }
        Renewed?.Invoke();
    }

    private async Task CloseLaterAsync(ConnectionPool pool)
    {
        await Task.Delay(CloseAfter, _clock);
        pool.Dispose();
    }

    private sealed class ConnectionPool(SocketsHttpHandler handler, TimeProvider clock) : HttpMessageInvoker(handler, disposeHandler: true)
    {
        private volatile bool _hasSharedConnection;

        public long Created { get; } = clock.GetTimestamp();

        public bool HasSharedConnection
        {
            get => _hasSharedConnection;
            set => _hasSharedConnection = value;
        }
    }
}
