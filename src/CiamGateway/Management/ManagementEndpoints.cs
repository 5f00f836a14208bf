using CiamGateway.Errors;
using CiamGateway.Telemetry;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;

namespace CiamGateway.Management;

/// <summary>What the management listener answers.</summary>
internal static class ManagementEndpoints
{
    public static void Map(IApplicationBuilder app)
    {
        var registry = app.ApplicationServices.GetRequiredService<GatewayMetrics>().Registry;
        app.UseMiddleware<ErrorWriter>();
        app.UseRouting();
        app.UseEndpoints(endpoints =>
        {
            endpoints.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteReport });
            endpoints.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteReport });
            endpoints.MapMetrics("/metrics", registry);
        });
        app.Run(context =>
        {
            context.Fail(new GatewayError(Problems.RouteNotFound, "The management listener serves /health/live, /health/ready and /metrics."));
            return Task.CompletedTask;
        });
    }

    private static Task WriteReport(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain";
        var lines = report.Entries.Select(entry => $"{entry.Key}: {entry.Value.Description}\n");
        return context.Response.WriteAsync($"{report.Status}\n{string.Concat(lines)}", context.RequestAborted);
    }
}
