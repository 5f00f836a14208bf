using Microsoft.AspNetCore.DataProtection;

namespace CiamGateway.Forwarding;

/// <summary>YARP seals its session affinity cookies with data protection, which by default writes keys to disk at every start. Here they live in memory: the file system is read-only, and affinity that ends with the process is all that affinity promises.</summary>
internal static class SessionAffinityKeys
{
    public static void KeepInMemory(IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        var writer = services.Single(service =>
            service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) is true);
        services.Remove(writer);
    }
}
