using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Telemetry;

/// <summary>Looks on while a handler resolves, connects, secures and exchanges, and changes nothing about it.</summary>
internal sealed class ExchangeObserver(TimeProvider clock)
{
    private volatile Lookup? _lookup;
    private volatile HostLookupTimeoutException? _slowLookup;

    /// <summary>What was seen of the last exchange.</summary>
    public ExchangeFacts Facts { get; private set; } = ExchangeFacts.None;

    /// <summary>The host name that was not resolved in time, or is still being resolved; null if there is none.</summary>
    public HostLookupTimeoutException? SlowLookup =>
        _lookup is { } pending ? new HostLookupTimeoutException(pending.Host, clock.GetElapsedTime(pending.Started)) : _slowLookup;

    /// <summary>The handler, observed.</summary>
    /// <param name="handler">One that has a connect callback.</param>
    /// <param name="route">Tells whether a proxy leads to a server, and why.</param>
    public HttpMessageHandler Around(SocketsHttpHandler handler, Func<Uri, string> route)
    {
        var connect = handler.ConnectCallback!;
        handler.ConnectCallback = (context, cancellationToken) => ConnectAsync(context, connect, cancellationToken);
        var filter = handler.PlaintextStreamFilter;
        handler.PlaintextStreamFilter = (context, cancellationToken) => NoteTls(context, filter, cancellationToken);
        return new Exchange(handler, route, this);
    }

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect,
        CancellationToken cancellationToken
    )
    {
        var started = clock.GetTimestamp();
        var host = context.DnsEndPoint.Host;
        _lookup = new Lookup(host, started);
        try
        {
            // A lookup that runs cannot be cancelled: the wait for it is.
            var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(cancellationToken);
            Facts = Facts with
            {
                Addresses = [.. addresses.Select(address => address.ToString())],
                ResolvedIn = clock.GetElapsedTime(started).TotalMilliseconds,
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _slowLookup = new HostLookupTimeoutException(host, clock.GetElapsedTime(started));
            throw _slowLookup;
        }
        finally
        {
            _lookup = null;
        }
        try
        {
            var connection = await connect(context, cancellationToken);
            Facts = Facts with { ConnectedIn = clock.GetElapsedTime(started).TotalMilliseconds };
            return connection;
        }
        catch (ConnectFailedException exception)
        {
            Facts = Facts with { Attempts = exception.Attempts };
            throw;
        }
    }

    private ValueTask<Stream> NoteTls(
        SocketsHttpPlaintextStreamFilterContext context,
        Func<SocketsHttpPlaintextStreamFilterContext, CancellationToken, ValueTask<Stream>>? filter,
        CancellationToken cancellationToken
    )
    {
        if (context.PlaintextStream is SslStream { RemoteCertificate: X509Certificate2 certificate } tls)
        {
            Facts = Facts with { Tls = tls.SslProtocol.ToString(), CertificateNotAfter = certificate.NotAfter.ToUniversalTime() };
        }
        return filter?.Invoke(context, cancellationToken) ?? ValueTask.FromResult(context.PlaintextStream);
    }

    /// <param name="Started">A timestamp of the clock.</param>
    private sealed record Lookup(string Host, long Started);

    private sealed class Exchange(SocketsHttpHandler handler, Func<Uri, string> route, ExchangeObserver observer)
        : DelegatingHandler(handler)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var target = request.RequestUri!;
            var address = target.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
            observer.Facts = new ExchangeFacts($"{request.Method} {address}", handler.UseProxy ? ProxyTo(target) : null, route(target));
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

        private Uri? ProxyTo(Uri target) =>
            handler.Proxy?.IsBypassed(target) is false && handler.Proxy.GetProxy(target) is { } proxy
                ? new UriBuilder(proxy) { UserName = "", Password = "" }.Uri
                : null;

        /// <summary>A date in whole seconds is taken as the middle of its second.</summary>
        private static int SecondsBetween(DateTimeOffset here, DateTimeOffset there) =>
            (int)Math.Truncate((there.AddSeconds(0.5) - here).TotalSeconds);
    }

    private TimeProvider Clock => clock;
}
