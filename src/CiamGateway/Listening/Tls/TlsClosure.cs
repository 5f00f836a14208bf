using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace CiamGateway.Listening.Tls;

/// <summary>
/// Ends TLS with a close_notify alert (RFC 9112 §9.8), which Kestrel leaves out. Without it, callers such as Tcl report an answer that
/// ends with the connection as broken off. After an answer that did break off, none is sent: Kestrel has closed the socket by then.
/// </summary>
internal static class TlsClosure
{
    /// <summary>Comes after TLS in the order of the connection's middleware.</summary>
    public static ConnectionDelegate Announce(ConnectionDelegate next) =>
        async connection =>
        {
            await next(connection);
            if (connection.Features.Get<ISslStreamFeature>() is { SslStream: var tls })
            {
                await EndAsync(connection, tls);
            }
        };

    private static async Task EndAsync(ConnectionContext connection, SslStream tls)
    {
        try
        {
            await connection.Transport.Output.FlushAsync();
            await tls.ShutdownAsync();
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The caller has closed the connection first.
        }
    }
}
