using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Telemetry;

/// <summary>Looks on while a handler resolves, connects, secures and exchanges, and changes nothing about it.</summary>
internal sealed class ExchangeObserver(TimeProvider clock)
{
    /// <summary>What was seen of the last exchange.</summary>
    public ExchangeFacts Facts { get; private set; } = ExchangeFacts.None;

    /// <summary>The handler, observed.</summary>
    public HttpMessageHandler Around(SocketsHttpHandler handler)
    {
        handler.ConnectCallback = ConnectAsync;
        handler.PlaintextStreamFilter = NoteTls;
        return new Exchange(handler, this);
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        Facts = Facts with { Addresses = [.. addresses.Select(address => address.ToString())] };
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            Facts = Facts with { ConnectedIn = clock.GetElapsedTime(started).TotalMilliseconds };
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private ValueTask<Stream> NoteTls(SocketsHttpPlaintextStreamFilterContext context, CancellationToken cancellationToken)
    {
        if (context.PlaintextStream is SslStream { RemoteCertificate: X509Certificate2 certificate } tls)
        {
            Facts = Facts with { Tls = tls.SslProtocol.ToString(), CertificateNotAfter = certificate.NotAfter.ToUniversalTime() };
        }
        return ValueTask.FromResult(context.PlaintextStream);
    }

    private sealed class Exchange(SocketsHttpHandler handler, ExchangeObserver observer) : DelegatingHandler(handler)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var target = request.RequestUri!;
            observer.Facts = new ExchangeFacts($"{request.Method} {target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}", handler.UseProxy ? ProxyTo(target) : null);
            var (started, startedAt) = (observer.Clock.GetTimestamp(), observer.Clock.GetUtcNow());
            var response = await base.SendAsync(request, cancellationToken);
            var took = observer.Clock.GetElapsedTime(started);
            observer.Facts = observer.Facts with
            {
                Status = (int)response.StatusCode,
                AnsweredIn = took.TotalMilliseconds,
                ClockSkew = response.Headers.Date is { } date ? SecondsBetween(startedAt + (took / 2), date) : null,
            };
            return response;
        }

        private Uri? ProxyTo(Uri target) => handler.Proxy?.IsBypassed(target) is false && handler.Proxy.GetProxy(target) is { } proxy
            ? new UriBuilder(proxy) { UserName = "", Password = "" }.Uri
            : null;

        /// <summary>A date of whole seconds stands for the middle of its second.</summary>
        private static int SecondsBetween(DateTimeOffset here, DateTimeOffset there) => (int)Math.Truncate((there.AddSeconds(0.5) - here).TotalSeconds);
    }

    private TimeProvider Clock => clock;
}
