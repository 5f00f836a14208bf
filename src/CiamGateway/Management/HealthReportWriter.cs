using System.Text;
using CiamGateway.Forwarding.Routes;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CiamGateway.Management;

/// <summary>Writes a health report as lines of text: what is wrong, and with <c>?verbose</c> every check and every route.</summary>
internal static class HealthReportWriter
{
    public static bool IsVerbose(HttpRequest request) => request.Query.ContainsKey("verbose");

    public static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var isVerbose = IsVerbose(context.Request);
        var management = context.RequestServices.GetRequiredService<CurrentConfiguration>().Current.Options.Management;
        var text = new StringBuilder().AppendLine(Word(report.Status));
        // A page that reaches the listener by a foreign name learns no more than the status.
        var shown = RequestOrigin.IsAddressedRightly(context.Request, management) ? report.Entries.AsEnumerable() : [];
        foreach (var (name, entry) in shown.Where(entry => isVerbose || entry.Value.Status is not HealthStatus.Healthy))
        {
            text.AppendLine($"{Mark(entry.Status)} {name}: {entry.Description}");
        }
        if (isVerbose && report.Entries.Count > 0)
        {
            AppendRoutes(text, context.RequestServices.GetRequiredService<CurrentRoutes>());
        }
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private static void AppendRoutes(StringBuilder text, CurrentRoutes routes)
    {
        foreach (var route in routes.All)
        {
            var states = route
                .Tokens.Select(token => token.Now.Slot)
                .Where(slot => route.IsWarm || slot.LastFailure is not null)
                .Select(TokenState.Of)
                .ToList();
            var worst = states.MaxBy(state => state.Severity);
            // One that only some callers use may be down while the others are served.
            var isDown =
                states.Count == route.Tokens.Count && states.TrueForAll(state => state.Severity is TokenSeverity.Down) && worst is not null;
            text.AppendLine($"{(isDown ? "[-]" : "[+]")} route {route.Name}: {worst?.Message ?? "serves"}");
        }
    }

    private static string Word(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "ready",
            HealthStatus.Degraded => "ready, degraded",
            _ => "not ready",
        };

    private static string Mark(HealthStatus status) => status is HealthStatus.Unhealthy ? "[-]" : "[+]";
}
