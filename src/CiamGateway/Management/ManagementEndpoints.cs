using CiamGateway.Audit;
using CiamGateway.Callers;
using CiamGateway.Errors;
using CiamGateway.Listening.Strangers;
using CiamGateway.Management.Page;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Telemetry.Traces;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Prometheus;

namespace CiamGateway.Management;

/// <summary>What the management listener answers.</summary>
internal static class ManagementEndpoints
{
    private const string RefreshPath = "/tokens/refresh";

    public static void Map(IApplicationBuilder app)
    {
        // Both count from the start on, before a request comes.
        app.ApplicationServices.GetRequiredService<RouteReadiness>();
        app.ApplicationServices.GetRequiredService<RecentTraffic>();
        app.Use(Spans.Omit);
        app.UseMiddleware<StrangerMiddleware>();
        app.Use(PrivateAnswers.InvokeAsync);
        app.UseMiddleware<ErrorWriter>();
        app.UseRouting();
        app.UseWhen(OnRecord.IsAskedOf, recorded => recorded.UseMiddleware<AuditMiddleware>());
        app.UseWhen(ForOperators.IsAskedOf, guarded =>
        {
            guarded.UseMiddleware<ForwardedAddressMiddleware>();
            guarded.UseMiddleware<CallerAuthenticationMiddleware>();
            guarded.UseMiddleware<OperatorAccess>();
        });
        app.UseWhen(
            context => ManagementHostMiddleware.IsNeeded(context) && !ForOperators.IsAskedOf(context),
            addressed => addressed.UseMiddleware<ManagementHostMiddleware>()
        );
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapHealthChecks(
                "/health/live",
                new HealthCheckOptions
                {
                    Predicate = _ => false,
                    ResponseWriter = (context, _) => context.Response.WriteAsync("alive\n", context.RequestAborted),
                }
            );
            endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync });
            endpoints
                .MapMetrics("/metrics", app.ApplicationServices.GetRequiredService<GatewayMetrics>().Registry)
                .WithMetadata(new ForOperators(IsOptional: true));
            endpoints.MapGet("/", StatusPage.InvokeAsync).WithMetadata(new ForOperators());
            endpoints.MapGet("/status", StatusEndpoint.InvokeAsync).WithMetadata(new ForOperators());
            endpoints
                .MapPost(RefreshPath, app.ApplicationServices.GetRequiredService<TokenRefresh>().InvokeAsync)
                .WithMetadata(new ForOperators(), new OnRecord());
        });
        app.Run(context =>
        {
            context.Fail(
                new GatewayError(
                    Problems.RouteNotFound,
                    $"The management listener serves /, /status, {RefreshPath}, /health/live, /health/ready and /metrics."
                )
            );
            return Task.CompletedTask;
        });
    }
}
