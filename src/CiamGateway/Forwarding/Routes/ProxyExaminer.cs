using CiamGateway.Connections;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Telemetry.Traces;
using CiamGateway.Tokens.Endpoint;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Looks at what routes and clusters need to work: the tokens that they ask for, and whether their destinations can be reached as the
/// gateway reaches them.
/// </summary>
internal sealed class ProxyExaminer(
    IProxyConfigProvider provider,
    CurrentConfiguration configuration,
    HostConnectors connectors,
    ConnectionEvents events,
    ClusterConnections connections,
    ProxyOnTheWay proxies,
    SpanExport spans,
    GatewayMetrics metrics,
    TimeProvider clock,
    ILoggerFactory loggers
)
{
    /// <summary>Every token that a route names or a caller's own client asks for instead.</summary>
    public IReadOnlyList<NeededToken> Tokens
    {
        get
        {
            var wanted =
                from route in provider.GetConfig().Routes
                let named = AccessTokenDirective.Of(route, configuration.TokenClientNames)?.Token
                where named is not null
                let goingOut = RouteTokenRequests.Of(route, named, configuration.Current.Access).ToList()
                from request in goingOut.Append(named).Distinct()
                select (Request: request, Route: route.RouteId, Cluster: route.ClusterId, CanGoOut: goingOut.Contains(request));
            return
            [
                .. wanted
                    .GroupBy(token => token.Request)
                    .Select(token => new NeededToken(token.Key, [.. token.Select(use => use.Route)], token.Any(use => use.CanGoOut))
                    {
                        Clusters = [.. token.Select(use => use.Cluster).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)],
                    }),
            ];
        }
    }

    public IReadOnlyList<ClusterDestination> Destinations =>
        [
            .. from cluster in provider.GetConfig().Clusters
            from destination in cluster.Destinations ?? new Dictionary<string, DestinationConfig>()
            where Uri.TryCreate(destination.Value.Address, UriKind.Absolute, out _)
            select new ClusterDestination(cluster.ClusterId, destination.Key, new Uri(destination.Value.Address)),
        ];

    /// <summary>Sends HEAD for the destination's own address, without a token.</summary>
    /// <returns>What was seen, and what went wrong.</returns>
    public async Task<(ExchangeFacts Exchange, NetworkFault? Fault)> ReachAsync(
        ClusterDestination destination,
        CancellationToken cancellationToken
    )
    {
        var cluster = provider.GetConfig().Clusters.Single(known => known.ClusterId == destination.Cluster);
        var observer = new ExchangeObserver(clock);
        string RouteTo(Uri api) => proxies.RouteTo(api, cluster).ToString();
        var factory = new ObservedClientFactory(
            observer,
            RouteTo,
            configuration,
            connectors,
            events,
            connections,
            spans,
            metrics,
            clock,
            loggers
        );
        using var client = factory.CreateClient(
            new ForwarderHttpClientContext
            {
                ClusterId = cluster.ClusterId,
                NewConfig = cluster.HttpClient ?? HttpClientConfig.Empty,
                NewMetadata = cluster.Metadata,
            }
        );
        using var request = new HttpRequestMessage(HttpMethod.Head, destination.Address)
        {
            Version = cluster.HttpRequest?.Version ?? new Version(2, 0),
            VersionPolicy = cluster.HttpRequest?.VersionPolicy ?? HttpVersionPolicy.RequestVersionOrLower,
        };
        request.Headers.Host = cluster.Destinations![destination.Name].Host;
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return (observer.Facts, null);
        }
        catch (Exception exception)
            when (exception is HttpRequestException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return (observer.Facts, NetworkFault.Of(exception));
        }
        catch (OperationCanceledException) when (observer.SlowLookup is { } lookup)
        {
            return (observer.Facts, NetworkFault.Of(lookup));
        }
    }

    private sealed class ObservedClientFactory(
        ExchangeObserver observer,
        Func<Uri, string> route,
        CurrentConfiguration configuration,
        HostConnectors connectors,
        ConnectionEvents events,
        ClusterConnections connections,
        SpanExport spans,
        GatewayMetrics metrics,
        TimeProvider clock,
        ILoggerFactory loggers
    ) : ForwarderClientFactory(configuration, connectors, events, connections, spans, metrics, clock, loggers)
    {
        protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
            observer.Around((SocketsHttpHandler)handler, route);
    }
}

/// <param name="CanGoOut">Whether anybody is admitted to one of the routes, so that the token can go out.</param>
internal sealed record NeededToken(TokenRequest Request, IReadOnlyList<string> Routes, bool CanGoOut)
{
    /// <summary>The clusters of these routes.</summary>
    public IReadOnlyList<string> Clusters { get; init; } = [];
}

internal sealed record ClusterDestination(string Cluster, string Name, Uri Address);
