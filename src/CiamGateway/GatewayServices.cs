using System.Diagnostics;
using System.Net;
using CiamGateway.Audit;
using CiamGateway.Callers;
using CiamGateway.Callers.OpenCalls;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Policies;
using CiamGateway.Callers.Schemes;
using CiamGateway.Connections;
using CiamGateway.Connections.Proxies;
using CiamGateway.Diagnosis;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Forwarding.Methods;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Forwarding.Targets;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Hosting;
using CiamGateway.Limits;
using CiamGateway.Listening;
using CiamGateway.Listening.Strangers;
using CiamGateway.Listening.Tls;
using CiamGateway.Management;
using CiamGateway.Management.Status;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Telemetry.Traces;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using CiamGateway.Tokens.SharedCache;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Configuration.RouteValidators;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway;

/// <summary>The services of each feature, for the composition root.</summary>
internal static class GatewayServices
{
    public static void AddDiagnosis(this IServiceCollection services)
    {
        services.AddSingleton<Doctor>();
        services.AddSingleton<TokenExaminer>();
        services.AddSingleton<ProxyExaminer>();
        services.AddSingleton<IExamination, CredentialChecks>();
        services.AddSingleton<IExamination, ClusterCertificateChecks>();
        services.AddSingleton<IExamination, CertificateChecks>();
        services.AddSingleton<IExamination, TokenChecks>();
        services.AddSingleton<IExamination, DestinationChecks>();
        services.AddSingleton<IExamination, SharedCacheChecks>();
        services.AddSingleton<IExamination, ListenerChecks>();
    }

    public static void AddListening(this IServiceCollection services)
    {
        services.AddSingleton<UnreadRequests>();
        services.AddSingleton<ListenerConnections>();
        services.AddSingleton<TlsHandshakes>();
        services.AddSingleton<ConnectionAdmission>();
        services.AddSingleton<ConnectionBuffers>();
        services.Replace(ServiceDescriptor.Singleton<IConnectionListenerFactory, AdmittingListenerFactory>());
        services.Replace(ServiceDescriptor.Singleton<IMemoryPoolFactory<byte>>(buffers => buffers.GetRequiredService<ConnectionBuffers>()));
        services.AddSingleton<UnusedMemory>();
        services.AddHostedService<MemoryGuard>();
        // Kestrel's only; the host reports to its DiagnosticListener.
        services.Replace(ServiceDescriptor.Singleton<DiagnosticSource, RejectedRequests>());
    }

    public static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
    }

    public static void AddLimits(this IServiceCollection services)
    {
        services.AddRequestTimeouts();
        services.AddSingleton<IConfigureOptions<RequestTimeoutOptions>, TimeoutPolicies>();
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RateLimiterPolicyNames>();
        services.AddSingleton<RequestLimiters>();
        services.AddSingleton<LimitRefusals>();
    }

    public static void AddTokens(this IServiceCollection services, GatewayConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<GatewayMetrics>();
        services.AddConnections();
        services.AddSingleton(provider => new TokenClients(configuration.TokenClients, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TokenConnections>();
        services.AddSingleton<Func<TokenClient, HttpMessageHandler>>(provider => provider.GetRequiredService<TokenConnections>().Create);
        services.AddSingleton<TokenEndpoints>();
        services.AddSingleton<SharedCacheState>();
        services.AddSingleton(provider => new SharedTokens(
            configuration.TokenCache,
            provider.GetRequiredService<SharedCacheState>(),
            provider.GetRequiredService<HostConnectors>(),
            provider.GetRequiredService<ConnectionEvents>(),
            provider.GetRequiredService<GatewayMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILoggerFactory>()
        ));
        services.AddSingleton<TokenCache>();
        services.AddSingleton<WarmTokens>();
    }

    private static void AddConnections(this IServiceCollection services)
    {
        services.AddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton<HostAddresses>();
        services.AddSingleton<ConnectionEvents>();
        services.AddSingleton<HostConnectors>();
    }

    public static void AddCallers(this IServiceCollection services)
    {
        services.AddSingleton<CurrentCallers>();
        services.AddSingleton<CallerRefusals>();
        services.AddSingleton<IgnoredCredentials>();
        services.AddSingleton<OpenCallRegistry>();
        services.AddSingleton<CertificateRequest>();
        services.AddSingleton<UnprovenConnections>();
        services.AddSingleton<PasswordVerification>();
        services.AddSingleton<ICallerScheme, CertificateScheme>();
        services.AddSingleton<ICallerScheme, ApiKeyScheme>();
        services.AddSingleton<ICallerScheme, BasicScheme>();
        services.AddSingleton<IAuthorizationPolicyProvider, AccessPolicyNames>();
    }

    /// <returns>YARP, which knows no routes yet.</returns>
    public static IReverseProxyBuilder AddForwarding(this IServiceCollection services, IConfiguration configuration)
    {
        var proxy = services
            .AddReverseProxy()
            .KeepAffinityKeysInMemory()
            .AddTransformFactory<AccessTokenTransformFactory>()
            .AddTransforms<RequestTargetTransformProvider>()
            .AddTransforms<AccessTokenTransformProvider>()
            .AddTransforms<HeaderTransformProvider>()
            .AddConfigFilter<RouteBodySize>()
            .AddConfigFilter<HeadAsGetFilter>()
            .AddConfigFilter<RouteHeaderText>();
        services.AddSingleton<MatcherPolicy, ListedHeadPolicy>();
        services.AddSingleton<MatcherPolicy, LetterCasePolicy>();
        services.AddSingleton(SpanExport.Of(configuration));
        // CallerAuthorizationMiddleware replaces ASP.NET Core's own, which the host would add for these, and which routing would look for.
        services.RemoveAll<IAuthorizationHandlerProvider>();
        services.Configure<RouteOptions>(routing => routing.SuppressCheckForUnhandledSecurityMetadata = true);
        services.Replace(ServiceDescriptor.Singleton<IForwarderHttpClientFactory, ForwarderClientFactory>());
        services.AddSingleton<IConfigChangeListener, WarmTokenListener>();
        services.AddSingleton<CurrentRoutes>();
        services.AddSingleton<AwaitedTokens>();
        services.AddSingleton<UpstreamTrouble>();
        services.AddSingleton<ClusterConnections>();
        services.AddSingleton<ProxyOnTheWay>();
        services.AddSingleton<CurrentDestinations>();
        services.AddSingleton<IRouteValidator, RouteConstraintValidator>();
        services.AddSingleton<IRouteValidator, AllowInPathValidator>();
        services.AddSingleton<ProxyConfigurationValidator>();
        services.AddSingleton<RouteAccessValidator>();
        services.AddSingleton<ProxyUsage>();
        return proxy;
    }

    public static void AddStatus(this IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var traffic = new RecentTraffic(provider.GetRequiredService<TimeProvider>());
            provider.GetRequiredService<GatewayMetrics>().Tokens.RequestEnded += traffic.TokenRequested;
            return traffic;
        });
        services.AddSingleton<ManagementListener>();
        services.AddSingleton<RouteReadiness>();
        services.AddSingleton<StatusReader>();
        services.AddSingleton<TokenRefresh>();
    }

    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddHostedService<RuntimeMetrics>();
        // The exporter of spans makes its own HTTP client.
        HttpClient.DefaultProxy = OutboundProxy.OfEnvironment;
        Tracing.Add(services, SpanExport.Of(configuration));
    }

    public static void AddLifetime(this IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime, StopSignals>();
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddHostedService<StartupLog>();
        services.AddOptions<HostOptions>().Configure<CurrentConfiguration>((host, configuration) => Draining.Follow(configuration, host));
    }

    public static void AddReload(this IServiceCollection services, GatewayConfiguration configuration, CurrentConfiguration current)
    {
        services.AddSingleton(configuration);
        services.AddSingleton(current);
        services.AddSingleton<ConfigurationHistory>();
        services.AddHostedService<ConfigurationReload>();
        services.AddHostedService<CertificateReminder>();
    }
}
