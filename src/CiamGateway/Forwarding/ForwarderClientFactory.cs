using System.Collections.Concurrent;
using CiamGateway.Configuration;
using CiamGateway.Connections;
using CiamGateway.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding;

/// <summary>Makes YARP's HTTP clients, one for each cluster: replay on 401 first, then the second sending after a lost connection, then the connections.</summary>
internal class ForwarderClientFactory(
    ConfigurationInForce configuration,
    HostConnectors connectors,
    ConnectionEvents events,
    SpanExport spans,
    GatewayMetrics metrics,
    TimeProvider clock,
    ILoggerFactory loggers) : ForwarderHttpClientFactory(loggers.CreateLogger<ForwarderHttpClientFactory>())
{
    private readonly ConcurrentDictionary<string, string> _made = new(StringComparer.OrdinalIgnoreCase);
    private readonly ILogger _logger = loggers.CreateLogger<UnauthorizedReplay>();

    protected override bool CanReuseOldClient(ForwarderHttpClientContext context) =>
        base.CanReuseOldClient(context) && _made.GetValueOrDefault(context.ClusterId) == SettingsOf(context).Fingerprint;

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        if (!spans.IsOn)
        {
            handler.ActivityHeadersPropagator = null;
        }
        var settings = SettingsOf(context);
        _made[context.ClusterId] = settings.Fingerprint;
        handler.ConnectCallback = connectors.For(ConnectionTarget.Cluster(context.ClusterId)).ConnectAsync;
        handler.PlaintextStreamFilter = static (opened, _) => ValueTask.FromResult(Watched(opened));
        handler.PooledConnectionLifetime = settings.ConnectionLifetime;
        if (settings.Proxy is { } proxy && handler.Proxy is null)
        {
            handler.Proxy = proxy;
            handler.UseProxy = true;
        }
        if (settings.TrustedCertificates is { } trusted)
        {
            handler.SslOptions.CertificateChainPolicy = TrustedCertificates.Policy(trusted);
        }
    }

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new UnauthorizedReplay(
            new LostConnectionHandler(base.WrapHandler(context, handler), ConnectionTarget.Cluster(context.ClusterId), events), metrics, clock, _logger);

    /// <summary>Of a tunnel through a proxy (CONNECT), only what goes through it is watched.</summary>
    private static Stream Watched(SocketsHttpPlaintextStreamFilterContext opened) =>
        opened.NegotiatedHttpVersion.Major >= 2 || opened.InitialRequestMessage.Method == HttpMethod.Connect
            ? opened.PlaintextStream
            : new ExchangeStream(opened.PlaintextStream);

    private ClusterSettings SettingsOf(ForwarderHttpClientContext context) => configuration.Current.Clusters.GetValueOrDefault(context.ClusterId, ClusterSettings.Default);
}
