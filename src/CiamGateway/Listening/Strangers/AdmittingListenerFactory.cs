using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace CiamGateway.Listening.Strangers;

/// <summary>
/// Kestrel's listening sockets. A connection that <see cref="ConnectionAdmission"/> would refuse is closed as soon as it is accepted, one
/// after the other: in Kestrel, each would wait for a thread, and calls would wait behind thousands of them.
/// </summary>
internal sealed class AdmittingListenerFactory(
    ConnectionAdmission admission,
    IOptions<SocketTransportOptions> options,
    ILoggerFactory loggers
) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);

    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new Listener(await _sockets.BindAsync(endpoint, cancellationToken), endpoint, admission);

    private sealed class Listener(IConnectionListener sockets, EndPoint endpoint, ConnectionAdmission admission) : IConnectionListener
    {
        public EndPoint EndPoint => sockets.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
        {
            while (await sockets.AcceptAsync(cancellationToken) is { } connection)
            {
                if (!admission.Refuses(connection, endpoint))
                {
                    return connection;
                }
                await connection.DisposeAsync();
            }
            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => sockets.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => sockets.DisposeAsync();
    }
}
