using CiamGateway.Errors;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Prometheus;

namespace CiamGateway.Management;

/// <summary>What the management listener answers.</summary>
internal static class ManagementEndpoints
{
    public static void Map(IApplicationBuilder app)
    {
        var registry = app.ApplicationServices.GetRequiredService<GatewayMetrics>().Registry;
        app.Use(Spans.Omit);
        app.UseMiddleware<ErrorWriter>();
        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = (context, _) => context.Response.WriteAsync("alive\n", context.RequestAborted) });
            endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = HealthReportWriter.WriteAsync });
            endpoints.MapMetrics("/metrics", registry);
        });
        app.Run(context =>
        {
            context.Fail(new GatewayError(Problems.RouteNotFound, "The management listener serves /health/live, /health/ready and /metrics."));
            return Task.CompletedTask;
        });
    }
}
