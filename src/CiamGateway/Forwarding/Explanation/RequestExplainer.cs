using CiamGateway.Callers;
using CiamGateway.Callers.Policies;
using CiamGateway.Errors;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Methods;
using CiamGateway.Forwarding.Targets;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Secrecy;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Forwarding.Explanation;

/// <summary>Puts into words what became of a request that was played through the gateway.</summary>
internal sealed class RequestExplainer(CurrentConfiguration configuration, IProxyStateLookup proxy, ProxyOnTheWay proxies)
{
    /// <param name="played">The same request, after its way through the pipeline.</param>
    public async Task<RequestExplanation> ExplainAsync(DryRunRequest request, HttpContext played)
    {
        var caller = played.Features.Get<CallerSettings>();
        var outgoing = played.Features.Get<OutgoingRequest>()?.ComparedTo(request.ToContext().Request.Headers);
        var refusal = outgoing is null ? Refusal(played) : null;
        var endpoint = played.GetEndpoint();
        var taker = endpoint?.Metadata.GetMetadata<RouteModel>();
        return new RequestExplanation(
            request.Method,
            request.Target,
            (caller ?? request.Caller)?.Name,
            request.Source.ToString(),
            refusal,
            taker is null
                ? null
                : Route(taker, endpoint!, caller, isRefused: caller is null && request.PresentsCredential) with
                {
                    ServesHeadAsGet = HttpMethods.IsHead(request.Method) && HeadAsGet.IsAddedTo(taker.Config),
                },
            outgoing,
            await OthersAsync(request, taker, wasRouted: endpoint is not null || refusal?.Status is not StatusCodes.Status400BadRequest)
        )
        {
            PresentsCredential = request.PresentsCredential,
        };
    }

    private static ExplainedRefusal Refusal(HttpContext played) =>
        played.GetGatewayError() is { Problem: var problem } error
            ? new(problem.Status, problem.Code, problem.Title, error.Detail, played.Response.Headers.Allow is [{ } allow] ? allow : null)
            : new(played.Response.StatusCode, "none", "A transform of the route answers the request", "Nothing is sent to the API.", null);

    /// <param name="isRefused">Whether the request is refused for its credentials, whatever the route's policy is.</param>
    private ExplainedRoute Route(RouteModel route, Endpoint endpoint, CallerSettings? caller, bool isRefused)
    {
        var (config, access) = (route.Config, configuration.Current.Access);
        var policy = config.AuthorizationPolicy;
        var token = Token(config, caller);
        return new ExplainedRoute(
            config.RouteId,
            config.Match.Path,
            HeadAsGet.ListedMethods(config),
            config.Order ?? 0,
            config.ClusterId,
            route.Cluster?.Model.Config.Destinations?.ToDictionary(
                destination => destination.Key,
                destination => ShownAddress.Of(destination.Value.Address)
            )
                ?? [],
            AdmittedCallers.Of(policy, access),
            !isRefused && (caller is null ? access.AdmitsAnonymous(policy, isLocal: true) : access.Admits(policy, caller)),
            isRefused ? "the gateway refuses its credentials" : Admission.Reason(policy, caller, access),
            token,
            Limits(route, endpoint, token)
        )
        {
            AllowInPath = PathAllowance.Listed(config.Metadata),
            ClientCertificate = CertificateOf(config.ClusterId),
            Connections = route.Cluster?.Model.Config is { } cluster ? ConnectionsOf(cluster) : new Dictionary<string, string>(),
        };
    }

    private string? CertificateOf(string? cluster) =>
        cluster is not null && configuration.Current.Clusters.GetValueOrDefault(cluster)?.Certificate is { } certificate
            ? $"{certificate.Certificate.Subject}, valid until {certificate.NotAfter:yyyy-MM-dd}"
            : null;

    private Dictionary<string, string> ConnectionsOf(ClusterConfig cluster)
    {
        var connections = new Dictionary<string, string>();
        foreach (var (name, destination) in cluster.Destinations ?? new Dictionary<string, DestinationConfig>())
        {
            if (Uri.TryCreate(destination.Address, UriKind.Absolute, out var api))
            {
                connections[name] = proxies.RouteTo(api, cluster).ToString();
            }
        }
        return connections;
    }

    private ExplainedToken? Token(RouteConfig route, CallerSettings? caller)
    {
        if (AccessTokenDirective.Of(route, configuration.TokenClientNames) is not { Token: { } token } directive)
        {
            return null;
        }
        var client = caller?.TokenClientFor(token.Client) ?? token.Client;
        var options = configuration.Current.Options.TokenClients[client];
        return new ExplainedToken(
            client,
            client == token.Client ? null : token.Client,
            (options.TokenEndpoint ?? options.Issuer) is { } server ? ShownAddress.Of(server) : null,
            token.Scope.ToString(),
            token.Resource,
            directive.IsWarm,
            directive.ReplaysOn401
        )
        {
            ClientAuthentication = options.ClientAuthentication,
            GrantType = options.GrantType,
            Connection = ConnectionOf(client),
        };
    }

    private string? ConnectionOf(string client) =>
        configuration.Current.TokenClients.GetValueOrDefault(client) is { } settings
        && (settings.TokenEndpoint ?? settings.Issuer) is { } server
            ? settings.Proxy.RouteTo(server).ToString()
            : null;

    private ExplainedLimits Limits(RouteModel route, Endpoint endpoint, ExplainedToken? token)
    {
        var limits = configuration.Current.Limits;
        var size = route.Config.MaxRequestBodySize ?? limits.All.MaxRequestBodySize;
        return new ExplainedLimits(
            RouteLimits.RatesOf(endpoint, limits),
            size < 0 ? null : size,
            RouteLimits.TimeoutOf(endpoint, limits),
            token is null ? null : configuration.Current.Options.TokenClients[token.Client].WaitTimeout,
            route.Cluster?.Model.Config.HttpRequest?.ActivityTimeout ?? TimeSpan.FromSeconds(100)
        );
    }

    private async Task<IReadOnlyList<OtherRoute>> OthersAsync(DryRunRequest request, RouteModel? taker, bool wasRouted) =>
        wasRouted
            ? await new RouteDifferences(request).OfAsync(
                [.. proxy.GetRoutes().Select(route => route.Config).OrderBy(route => route.RouteId, StringComparer.Ordinal)],
                taker?.Config
            )
            : [];
}
