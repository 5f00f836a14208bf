using System.Net;
using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Management;

/// <summary>
/// Marks the connections of the management listener when they are accepted, so that nothing in a request can claim to have come through it.
/// </summary>
internal sealed class ManagementListener
{
    /// <summary>The listener's port, 0 for a Unix socket; -1 before its first connection.</summary>
    private volatile int _port = -1;

    /// <remarks>The port rules most requests out: to look for the mark would cost each of them a hundred times as much.</remarks>
    public bool Accepted(HttpContext context) =>
        context.Connection.LocalPort == _port && context.Features.Get<ManagementListener>() is not null;

    public ConnectionDelegate MarkConnections(ConnectionDelegate next) =>
        connection =>
        {
            _port = (connection.LocalEndPoint as IPEndPoint)?.Port ?? 0;
            connection.Features.Set(this);
            return next(connection);
        };
}
