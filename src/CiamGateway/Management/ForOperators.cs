namespace CiamGateway.Management;

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
