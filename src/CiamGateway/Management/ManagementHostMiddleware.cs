using CiamGateway.Errors;

namespace CiamGateway.Management;

/// <summary>
/// Refuses requests for metrics and verbose health that address the listener by a foreign name: by such a name, a page in a browser here
/// could read them (DNS rebinding).
/// </summary>
internal sealed class ManagementHostMiddleware(RequestDelegate next, CurrentConfiguration configuration)
{
    private const string Section = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Management)}";

    public static bool IsNeeded(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<ForOperators>() is { IsOptional: true }
        || HealthReportWriter.IsVerbose(context.Request);

    public static void Refuse(HttpContext context) =>
        context.Fail(
            new GatewayError(
                Problems.HostRefused,
                $"The Host header names neither an address, nor localhost, nor the host of {Section}:Url. "
                    + "Address the listener by one of them, "
                    + $"or name the host in {Section}:AllowedHosts."
            )
        );

    public Task InvokeAsync(HttpContext context)
    {
        if (RequestOrigin.IsAddressedRightly(context.Request, configuration.Current.Options.Management))
        {
            return next(context);
        }
        Refuse(context);
        return Task.CompletedTask;
    }
}
