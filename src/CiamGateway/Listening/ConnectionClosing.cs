using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace CiamGateway.Listening;

/// <summary>
/// Tells Kestrel that a connection is to be closed, a while after the server has begun to stop. Kestrel closes a connection that is quiet
/// at once, and a request that the caller has just sent would be lost. Until then, the next request is answered with
/// <c>Connection: close</c> like every other while the gateway drains.
/// </summary>
internal sealed class ConnectionClosing : IConnectionLifetimeNotificationFeature, IDisposable
{
    /// <summary>How long it is put off if bytes have arrived that Kestrel has not read yet.</summary>
    private static readonly TimeSpan TimeToRead = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _requested = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly Socket? _socket;
    private readonly Func<TimeSpan> _delay;
    private readonly TimeProvider _clock;
    private readonly Lock _timing = new();
    private ITimer? _timer;
    private int _delays = 10;
    private bool _isEnded;

    /// <param name="delay">How long after the beginning of the stop Kestrel is asked to close.</param>
    /// <param name="stopping">The server begins to stop.</param>
    public ConnectionClosing(Func<TimeSpan> delay, Socket? socket, TimeProvider clock, CancellationToken stopping)
    {
        (_delay, _socket, _clock) = (delay, socket, clock);
        ConnectionClosedRequested = _requested.Token;
        _stopping = stopping.UnsafeRegister(static closing => ((ConnectionClosing)closing!).Begin(), this);
    }

    public CancellationToken ConnectionClosedRequested { get; set; }

    /// <summary>Whether Kestrel was asked to close: the caller may still assume that the connection is open.</summary>
    public bool WasQuiet { get; private set; }

    public void RequestClose() => _requested.Cancel();

    public void Dispose()
    {
        _stopping.Dispose();
        lock (_timing)
        {
            _isEnded = true;
            _timer?.Dispose();
        }
    }

    private void Begin()
    {
        var delay = _delay();
        if (delay <= TimeSpan.Zero)
        {
            _requested.Cancel();
            return;
        }
        lock (_timing)
        {
            if (!_isEnded)
            {
                _timer = _clock.CreateTimer(static closing => ((ConnectionClosing)closing!).End(), this, delay, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void End()
    {
        lock (_timing)
        {
            if (_isEnded)
            {
                return;
            }
            if (HasArrived() && _delays-- > 0)
            {
                _timer?.Change(TimeToRead, Timeout.InfiniteTimeSpan);
                return;
            }
            WasQuiet = true;
        }
        _requested.Cancel();
    }

    private bool HasArrived()
    {
        try
        {
            return _socket?.Available > 0;
        }
        catch (Exception exception) when (exception is ObjectDisposedException or SocketException)
        {
            return false;
        }
    }
}
