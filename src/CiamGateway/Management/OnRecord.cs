namespace CiamGateway.Management;

/// <summary>Marks what the management listener serves that leaves a line in the audit log.</summary>
internal sealed record OnRecord
{
    public static bool IsAskedOf(HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<OnRecord>() is not null;
}
