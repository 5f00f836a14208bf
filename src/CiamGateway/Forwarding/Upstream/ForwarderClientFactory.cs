using System.Collections.Concurrent;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Certificates;
using CiamGateway.Listening;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Telemetry.Traces;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding.Upstream;

/// <summary>Makes YARP's HTTP clients: the replay on 401, the second sending after a lost connection, then the connections.</summary>
internal class ForwarderClientFactory(
    CurrentConfiguration configuration,
    HostConnectors connectors,
    ConnectionEvents events,
    ClusterConnections connections,
    SpanExport spans,
    GatewayMetrics metrics,
    TimeProvider clock,
    ILoggerFactory loggers
) : ForwarderHttpClientFactory(loggers.CreateLogger<ForwarderHttpClientFactory>())
{
    private readonly ConcurrentDictionary<string, string> _made = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Certified> _certified = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILogger _boundLogger = loggers.CreateLogger<BoundTokens>();
    private readonly ILogger _logger = loggers.CreateLogger<UnauthorizedReplay>();

    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) =>
        base.CanReuseOldClient(context) && _made.GetValueOrDefault(context.ClusterId) == SettingsOf(context).Fingerprint;

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.RequestHeaderEncodingSelector = HeaderEncoding.ClientSelector;
        handler.ResponseHeaderEncodingSelector = HeaderEncoding.ClientSelector;
        if (!spans.IsOn)
        {
            handler.ActivityHeadersPropagator = null;
        }
        var settings = SettingsOf(context);
        _made[context.ClusterId] = settings.Fingerprint;
        handler.ConnectCallback = connectors.For(ConnectionTarget.Cluster(context.ClusterId)).ConnectAsync;
        handler.PooledConnectionLifetime = settings.ConnectionLifetime;
        handler.KeepAlivePingDelay = settings.KeepAlivePingDelay;
        handler.KeepAlivePingTimeout = settings.KeepAlivePingTimeout;
        // Some servers close a connection without calls on which they receive pings.
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests;
        if (settings.Proxy is { IsAlwaysDirect: false } proxy && handler.Proxy is null)
        {
            handler.Proxy = proxy;
            handler.UseProxy = true;
        }
        if (settings.Certificate is { } certificate)
        {
            handler.SslOptions.ClientCertificateContext = certificate.Context;
        }
        if (settings.TrustedCertificates is { } trusted)
        {
            handler.SslOptions.CertificateChainPolicy = TrustedCertificates.Policy(trusted);
        }
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler)
    {
        var target = ConnectionTarget.Cluster(context.ClusterId);
        var pool = connections.Add(context.ClusterId, (SocketsHttpHandler)handler);
        var next = new LostConnectionHandler(base.WrapHandler(context, pool), target, events);
        return new UnauthorizedReplay(next, metrics, clock, _logger, BoundTokensOf(context, next));
    }

    /// <summary>The connections with the certificate before are kept until there is another one.</summary>
    private BoundTokens BoundTokensOf(ForwarderHttpClientContext context, HttpMessageHandler next)
    {
        var thumbprint = SettingsOf(context).Certificate?.Thumbprint;
        var known = _certified.GetValueOrDefault(context.ClusterId);
        var isSame = known?.Current?.Thumbprint == thumbprint;
        var (before, since) = isSame && known is not null ? (known.Before, known.Since) : (known?.Current, clock.GetUtcNow());
        var current = thumbprint is null ? null : new CertifiedConnections(thumbprint, new HttpMessageInvoker(next, disposeHandler: false));
        _certified[context.ClusterId] = new Certified(current, before, since);
        return new BoundTokens(context.ClusterId, thumbprint, before, since, _boundLogger);
    }

    private ClusterSettings SettingsOf(ForwarderHttpClientContext context) =>
        configuration.Current.Clusters.GetValueOrDefault(context.ClusterId, ClusterSettings.Default);

    /// <param name="Since">When the current certificate was put in place.</param>
    private sealed record Certified(CertifiedConnections? Current, CertifiedConnections? Before, DateTimeOffset Since);
}
