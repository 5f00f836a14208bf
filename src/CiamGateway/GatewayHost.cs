using CiamGateway.Audit;
using CiamGateway.Callers;
using CiamGateway.Callers.OpenCalls;
using CiamGateway.Callers.Policies;
using CiamGateway.Configuration.Checking;
using CiamGateway.Diagnosis;
using CiamGateway.Errors;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Forwarding.Middleware;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Forwarding.Targets;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Hosting;
using CiamGateway.Limits;
using CiamGateway.Listening;
using CiamGateway.Listening.Strangers;
using CiamGateway.Management;
using CiamGateway.Telemetry.Log;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway;

/// <summary>
/// The composition root. <see cref="Build"/> is the pipeline in the order of a request; <see cref="GatewayServices"/> has its services.
/// </summary>
internal static class GatewayHost
{
    /// <param name="substitute">Puts other services in the place of some; nothing for a gateway that serves.</param>
    public static WebApplication Build(ValidatedConfiguration validated, Action<IServiceCollection>? substitute = null)
    {
        var (configuration, proxy) = (validated.Gateway, validated.ReadableProxy);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var current = new CurrentConfiguration(configuration);
        ((IConfigurationBuilder)builder.Configuration).Add(current);
        ConsoleLog.Add(builder.Logging, builder.Configuration);
        Listeners.Add(builder.WebHost, configuration);
        builder.Services.AddListening();
        builder.Services.AddAudit();
        builder.Services.AddLimits();
        builder.Services.AddTokens(configuration);
        builder.Services.AddCallers();
        builder.Services.AddForwarding(builder.Configuration).LoadFromMemory(proxy.Routes, proxy.Clusters);
        AlreadyValidated.Replace(builder.Services);
        ReadinessChecks.Add(builder.Services);
        builder.Services.AddStatus();
        builder.Services.AddReload(configuration, current);
        builder.Services.AddTelemetry(builder.Configuration);
        builder.Services.AddLifetime();
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

    /// <summary>Serves from now on.</summary>
    public static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.StartAsync(cancellationToken);
        StartupMemory.SettleLater();
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
        var located = FollowingProblems
            .Without(problems)
            .Select(problem => SiblingKeys.WithPaths(configuration.Origins.Locate(problem), SectionNames.Classes));
        return new ValidatedConfiguration(configuration with { Problems = [.. located] }, proxy);
    }

    /// <summary>
    /// Asks for every token and reaches every destination, by the gateway's own means, without serving anything. What the configuration
    /// has with an error is left out.
    /// </summary>
    /// <param name="limit">The longest time that a single check may take.</param>
    public static async Task<IReadOnlyList<Check>> ExamineAsync(
        GatewayConfiguration configuration,
        TimeSpan limit,
        CancellationToken cancellationToken
    )
    {
        var services = WithoutServer(configuration, []);
        services.AddDiagnosis();
        await using var provider = services.BuildServiceProvider();
        return await provider.GetRequiredService<Doctor>().ExamineAsync(limit, cancellationToken);
    }

    /// <summary>All that the gateway consists of, but no server.</summary>
    private static ServiceCollection WithoutServer(GatewayConfiguration configuration, List<ConfigurationProblem> problems)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddLimits();
        services.AddTokens(configuration);
        services.AddCallers();
        var readable = ProxySection.Readable(configuration.Root, problems);
        services.AddForwarding(readable).LoadFromConfig(readable.GetSection(RoutePath.Section));
        services.AddSingleton(new CurrentConfiguration(configuration));
        return services;
    }
}
