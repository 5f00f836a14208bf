using System.Diagnostics;
using System.Net;
using CiamGateway.Audit;
using CiamGateway.Callers;
using CiamGateway.Callers.OpenCalls;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Policies;
using CiamGateway.Callers.Schemes;
using CiamGateway.Configuration.Checking;
using CiamGateway.Connections;
using CiamGateway.Connections.Proxies;
using CiamGateway.Diagnosis;
using CiamGateway.Errors;
using CiamGateway.Forwarding.AccessTokens;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Forwarding.Methods;
using CiamGateway.Forwarding.Middleware;
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
using CiamGateway.Telemetry.Log;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Telemetry.Traces;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using CiamGateway.Tokens.SharedCache;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Configuration.RouteValidators;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway;

/// <summary>The composition root: what the gateway is made of, then a request's way through it.</summary>
internal static class GatewayHost
{
    /// <param name="substitute">Puts other services in the place of some; nothing for a gateway that serves.</param>
    public static WebApplication Build(ValidatedConfiguration validated, Action<IServiceCollection>? substitute = null)
    {
        var (configuration, proxy) = (validated.Gateway, validated.ReadableProxy);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var inForce = new CurrentConfiguration(configuration);
        ((IConfigurationBuilder)builder.Configuration).Add(inForce);
        ConsoleLog.Add(builder.Logging, builder.Configuration);
        Listeners.Add(builder.WebHost, configuration);
        AddListening(builder.Services);
        AddAudit(builder.Services);
        AddLimits(builder.Services);
        AddTokens(builder.Services, configuration);
        AddCallers(builder.Services);
        AddForwarding(builder.Services, builder.Configuration).LoadFromMemory(proxy.Routes, proxy.Clusters);
        AlreadyValidated.Replace(builder.Services);
        ReadinessChecks.Add(builder.Services);
        AddStatus(builder.Services);
        AddReload(builder.Services, configuration, inForce);
        AddTelemetry(builder.Services, builder.Configuration);
        AddLifetime(builder.Services);
        substitute?.Invoke(builder.Services);

        var app = builder.Build();
        var routes = new RouteLookup(app);
        app.Services.GetRequiredService<OpenCallRegistry>().FindRoutesBy(routes.Find);
        app.MapWhen(app.Services.GetRequiredService<ManagementListener>().Accepted, ManagementEndpoints.Map);
        app.Use(app.Services.GetRequiredService<Draining>().CloseConnections);
        app.UseMiddleware<UnreadBodyMiddleware>();
        app.UseMiddleware<StrangerMiddleware>();
        app.UseMiddleware<RequestMetricsMiddleware>();
        app.UseMiddleware<ErrorWriter>();
        app.UseMiddleware<AuditMiddleware>();
        app.UseMiddleware<CallerAbortMiddleware>();
        app.UseMiddleware<ForwardedAddressMiddleware>();
        app.UseMiddleware<RequestTargetMiddleware>();
        app.UseMiddleware<AllowedHostsMiddleware>();
        app.UseRouting();
        app.UseMiddleware<MatchedRouteMiddleware>();
        app.UseMiddleware<CallerAuthenticationMiddleware>();
        app.UseMiddleware<CallerAuthorizationMiddleware>();
        app.UseMiddleware<RouteConditionMiddleware>();
        app.UseMiddleware<AllowListMiddleware>(new DoubtfulTargets(routes), new EmptyParameters(routes));
        app.UseMiddleware<RequestLimitsMiddleware>();
        app.UseWhen(RouteTimeoutMiddleware.IsSet, timed =>
        {
            timed.UseMiddleware<RouteTimeoutMiddleware>();
            timed.UseRequestTimeouts();
        });
        app.MapReverseProxy(proxy =>
        {
            proxy.UseMiddleware<ForwardingOutcomeMiddleware>();
            proxy.UseSessionAffinity();
            proxy.UseLoadBalancing();
            proxy.UsePassiveHealthChecks();
            proxy.UseWhen(CallerFaultMiddleware.IsNeeded, judged => judged.UseMiddleware<CallerFaultMiddleware>());
            proxy.UseMiddleware<RequestHeaderFilterMiddleware>();
        });
        return app;
    }

    /// <summary>
    /// Every problem of the whole configuration, the routes and clusters included, without starting anything; warnings among them.
    /// </summary>
    public static async Task<ValidatedConfiguration> ValidateAsync(GatewayConfiguration configuration)
    {
        if (!configuration.IsComplete)
        {
            return new ValidatedConfiguration(configuration, Proxy: null);
        }
        var problems = new List<ConfigurationProblem>(configuration.Problems);
        await using var provider = WithoutServer(configuration, problems).BuildServiceProvider();
        var proxy = await provider.GetRequiredService<ProxyConfigurationValidator>().ValidateAsync(problems);
        return new ValidatedConfiguration(configuration with { Problems = [.. problems.Select(configuration.Origins.Locate)] }, proxy);
    }

    /// <summary>
    /// Asks for every token and reaches every destination, by the gateway's own means, without serving anything. What the configuration
    /// does not say rightly is left out.
    /// </summary>
    /// <param name="limit">The longest time that a single check may take.</param>
    public static async Task<IReadOnlyList<Check>> ExamineAsync(
        GatewayConfiguration configuration,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var services = WithoutServer(configuration, []);
        AddDiagnosis(services);
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<Doctor>().ExamineAsync(limit, cancellationToken);
    }

    /// <summary>All that the gateway consists of, but no server.</summary>
    private static ServiceCollection WithoutServer(GatewayConfiguration configuration, List<ConfigurationProblem> problems)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        AddLimits(services);
        AddTokens(services, configuration);
        AddCallers(services);
        var readable = ProxySection.Readable(configuration.Root, problems);
        AddForwarding(services, readable).LoadFromConfig(readable.GetSection(RoutePath.Section));
        services.AddSingleton(new CurrentConfiguration(configuration));
        return services;
    }

    private static void AddDiagnosis(IServiceCollection services)
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
    }

    private static void AddListening(IServiceCollection services)
    {
        services.AddSingleton<UnreadRequests>();
        services.AddSingleton<ListenerConnections>();
        services.AddSingleton<TlsHandshakes>();
        services.AddSingleton<ConnectionBudgets>();
        services.AddHostedService<MemoryGuard>();
        // Kestrel's only; the host reports to its DiagnosticListener.
        services.Replace(ServiceDescriptor.Singleton<DiagnosticSource, RejectedRequests>());
    }

    private static void AddAudit(IServiceCollection services)
    {
        services.AddSingleton<AuditLog>();
        services.AddHostedService(provider => provider.GetRequiredService<AuditLog>());
    }

    private static void AddLimits(IServiceCollection services)
    {
        services.AddRequestTimeouts();
        services.AddSingleton<IConfigureOptions<RequestTimeoutOptions>, TimeoutPolicies>();
        services.AddSingleton<IConfigureOptions<RateLimiterOptions>, RateLimiterPolicyNames>();
        services.AddSingleton<RequestLimiters>();
        services.AddSingleton<LimitRefusals>();
    }

    private static void AddTokens(IServiceCollection services, GatewayConfiguration configuration)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<GatewayMetrics>();
        AddConnections(services);
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

    private static void AddConnections(IServiceCollection services)
    {
        services.AddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton<HostAddresses>();
        services.AddSingleton<ConnectionEvents>();
        services.AddSingleton<HostConnectors>();
    }

    private static void AddCallers(IServiceCollection services)
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
    private static IReverseProxyBuilder AddForwarding(IServiceCollection services, IConfiguration configuration)
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
        // CallerAuthorization stands in the place of ASP.NET Core's stage, which the host would add for these, and routing would look for.
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

    private static void AddStatus(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var traffic = new RecentTraffic(provider.GetRequiredService<TimeProvider>());
            provider.GetRequiredService<GatewayMetrics>().TokenRequestEnded += traffic.TokenRequested;
            return traffic;
        });
        services.AddSingleton<ManagementListener>();
        services.AddSingleton<RouteReadiness>();
        services.AddSingleton<StatusReader>();
        services.AddSingleton<TokenRefresh>();
    }

    private static void AddTelemetry(IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddHostedService<RuntimeMetrics>();
        // The exporter of spans makes its own HTTP client.
        HttpClient.DefaultProxy = OutboundProxy.OfEnvironment;
        Tracing.Add(services, SpanExport.Of(configuration));
    }

    private static void AddLifetime(IServiceCollection services)
    {
        services.AddSingleton<IHostLifetime, StopSignals>();
        services.AddSingleton<Draining>();
        services.AddHostedService(provider => provider.GetRequiredService<Draining>());
        services.AddHostedService<StartupLog>();
        services.AddOptions<HostOptions>().Configure<CurrentConfiguration>((host, configuration) => Draining.Follow(configuration, host));
    }

    private static void AddReload(IServiceCollection services, GatewayConfiguration configuration, CurrentConfiguration inForce)
    {
        services.AddSingleton(configuration);
        services.AddSingleton(inForce);
        services.AddSingleton<ConfigurationHistory>();
        services.AddHostedService<ConfigurationReload>();
        services.AddHostedService<CertificateReminder>();
    }
}
