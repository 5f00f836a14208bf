using System.Net;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Connections;

namespace CiamGateway.Listening.Tls;

/// <summary>
/// Logs which client failed to complete a TLS handshake, what it offered, and what to do. Kestrel only closes the connection.
/// </summary>
internal sealed partial class TlsHandshakes(TimeProvider clock, ILogger<TlsHandshakes> logger)
{
    /// <summary>More than any known client offers; the limit keeps clients from filling the log.</summary>
    private const int MostNames = 100;

    private readonly RejectionThrottle _throttle = new(clock);

    /// <summary>A stage of the listener's connections that comes before TLS.</summary>
    public Func<ConnectionDelegate, ConnectionDelegate> Observe(TlsListener listener) =>
        next =>
            async connection =>
            {
                var observed = connection.Features.Get<ListenerConnection>();
                observed?.BeginHandshake();
                await next(connection);
                if (observed?.Handshake is { First.Length: > 0 } read)
                {
                    Failed(observed, read, listener);
                }
            };

    private void Failed(ListenerConnection connection, HandshakeBytes read, TlsListener listener)
    {
        var hello = ClientHello.Parse(read.First);
        var refusal = TlsRefusal.Of(read, hello, connection.IsEnded, listener);
        var source = PlainAddress.Of((connection.RemoteEndPoint as IPEndPoint)?.Address)?.ToString();
        if (_throttle.IsDue(refusal.Reason, source))
        {
            var level = refusal.IsOfClient ? LogLevel.Information : LogLevel.Warning;
            var offer = refusal.Reason is TlsRefusal.OfCertificate ? "" : Offer(hello);
            LogFailed(level, source ?? "an unknown address", refusal.Message, refusal.Reason, offer, refusal.Fix);
        }
    }

    private static string Offer(ClientHello? hello)
    {
        if (hello is null)
        {
            return "";
        }
        var names = new List<string>();
        foreach (var suite in hello.CipherSuites)
        {
            if (names.Count < MostNames && CipherSuites.NameOf(suite) is { } name)
            {
                names.Add(name);
            }
        }
        var more = names.Count < MostNames ? "" : ", and perhaps more";
        return $" It offers {TlsRefusal.NameOf(hello.Version)} with {string.Join(", ", names)}{more}.";
    }

    [LoggerMessage(
        EventId = 10002,
        Message = "A TLS handshake failed: the client {Source} {Message} ({Reason}).{Offer} Fix: {Fix}. "
            + "Further ones for the same reason from the same address are logged once a minute"
    )]
    private partial void LogFailed(LogLevel level, string source, string message, string reason, string offer, string fix);
}
