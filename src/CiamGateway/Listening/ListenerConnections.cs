using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CiamGateway.Listening;

/// <summary>Follows every connection of the listeners to its end, and lets a caller whose request was refused read why.</summary>
internal sealed class ListenerConnections(UnreadRequests unread, CurrentConfiguration configuration, TimeProvider clock)
{
    public ConnectionDelegate Observe(ConnectionDelegate next) =>
        async connection =>
        {
            var observed = new ListenerConnection(connection, unread);
            connection.Features.Set(observed);
            var isStopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
            using var closing = new ConnectionClosing(
                TimeForQuietConnections,
                connection.Features.Get<IConnectionSocketFeature>()?.Socket,
                clock,
                isStopping
            );
            connection.Features.Set<IConnectionLifetimeNotificationFeature>(closing);
            try
            {
                await next(observed);
                observed.ExpectHead(false);
                if (observed.HasUnreadRequest || observed.HasUnsentAnswer)
                {
                    await EndAsync(observed, isStopping);
                }
                else if (closing.WasQuiet && !observed.IsEnded)
                {
                    await EndQuietAsync(observed);
                }
            }
            finally
            {
                observed.HasUnreadRequest = false;
            }
        };

    /// <summary>
    /// Ends when the caller closes the connection or pauses, after the limits of <see cref="Lingering"/>, or when the gateway stops.
    /// </summary>
    private async Task EndAsync(ListenerConnection connection, CancellationToken isStopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed, isStopping);
        using var time = new CancellationTokenSource(Lingering.MaximumTime, clock);
        using var ending = time.Token.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), end);
        try
        {
            await connection.Transport.Output.FlushAsync(end.Token);
            var left = connection.HasUnreadRequest
                ? await DiscardAsync(connection.Transport.Input, Lingering.MaximumBytes, Lingering.PauseBeforeFin, end.Token)
                : 0;
            if (left > 0)
            {
                connection.Features.Get<IConnectionSocketFeature>()?.Socket.Shutdown(SocketShutdown.Send);
                await DiscardAsync(connection.Transport.Input, left, Lingering.MaximumPause, end.Token);
            }
        }
        catch (Exception exception)
            when (exception is IOException or SocketException or OperationCanceledException or InvalidOperationException)
        {
            // The connection has ended, by either side.
        }
    }

    /// <summary>
    /// Closes the direction to the caller first, and reads what still comes: to close both resets the connection if the caller is just
    /// sending, and it would lose the last answer, or over HTTP/2 the GOAWAY that says what was not processed.
    /// </summary>
    private async Task EndQuietAsync(ListenerConnection connection)
    {
        try
        {
            var end = connection.ConnectionClosed;
            await connection.Transport.Output.FlushAsync(end);
            var left = await DiscardAsync(connection.Transport.Input, Lingering.MaximumBytes, Lingering.PauseOfQuietConnections, end);
            if (left > 0)
            {
                connection.Features.Get<IConnectionSocketFeature>()?.Socket.Shutdown(SocketShutdown.Send);
                await DiscardAsync(connection.Transport.Input, left, Lingering.PauseOfQuietConnections, end);
            }
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or SocketException
                        or ObjectDisposedException
                        or OperationCanceledException
                        or InvalidOperationException
            )
        {
            // The connection has ended, by either side.
        }
    }

    /// <summary>None if the gateway stops without a delay.</summary>
    private TimeSpan TimeForQuietConnections() =>
        configuration.Current.Options.Shutdown.Delay is var delay && delay < Lingering.OfQuietConnections
            ? delay
            : Lingering.OfQuietConnections;

    /// <param name="bytes">The most bytes to read.</param>
    /// <param name="pause">How long the caller may send nothing.</param>
    /// <returns>How many bytes may still be read after a pause; 0 if the caller has closed the connection, or sent too much.</returns>
    private async Task<long> DiscardAsync(PipeReader input, long bytes, TimeSpan pause, CancellationToken end)
    {
        while (bytes > 0)
        {
            using var pausing = CancellationTokenSource.CreateLinkedTokenSource(end);
            using var timer = clock.CreateTimer(
                static pausing => ((CancellationTokenSource)pausing!).Cancel(),
                pausing,
                pause,
                Timeout.InfiniteTimeSpan
            );
            try
            {
                var read = await input.ReadAsync(pausing.Token);
                bytes -= read.Buffer.Length;
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return 0;
                }
            }
            catch (OperationCanceledException) when (!end.IsCancellationRequested)
            {
                return bytes;
            }
        }
        return 0;
    }
}
