using System.Text.Json;
using CiamGateway.Audit;
using CiamGateway.Callers;
using CiamGateway.Errors;
using CiamGateway.Listening;
using CiamGateway.Listening.Strangers;
using CiamGateway.Management.Page;
using CiamGateway.Management.Status;
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
            guarded.UseMiddleware<OperatorAccessMiddleware>();
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
                    ResponseWriter = (context, _) => context.Response.WriteAsync(GatewayLiveness.Alive, context.RequestAborted),
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

/// <summary><c>GET /status</c>: how the gateway does, as JSON.</summary>
internal static class StatusEndpoint
{
    public static async Task InvokeAsync(HttpContext context)
    {
        var report = await context.RequestServices.GetRequiredService<StatusReader>().ReadAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, report, StatusJsonContext.Default.StatusReport, context.RequestAborted);
    }
}

/// <summary>Keeps what operators see out of caches, frames and other sites' pages.</summary>
internal static class PrivateAnswers
{
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return next(context);
    }
}

/// <summary>Marks what the management listener serves to operators only, unlike what probes and scrapers must reach.</summary>
/// <param name="IsOptional">Whether the configuration says if it does.</param>
internal sealed record ForOperators(bool IsOptional = false)
{
    public static bool IsAskedOf(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ForOperators>() is { } mark
        && (
            !mark.IsOptional || context.RequestServices.GetRequiredService<CurrentConfiguration>().Current.Options.Management.ProtectMetrics
        );
}

/// <summary>Marks what the management listener serves that leaves a line in the audit log.</summary>
internal sealed record OnRecord
{
    public static bool IsAskedOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<OnRecord>() is not null;
}
