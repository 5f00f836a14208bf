using System.Text.Json;
using CiamGateway.Management.Status;

namespace CiamGateway.Management;

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
