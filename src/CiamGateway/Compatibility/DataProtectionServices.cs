namespace CiamGateway.Compatibility;

/// <summary>Finds the services of ASP.NET Core's data protection whose types are private.</summary>
internal static class DataProtectionServices
{
    /// <returns>Whether the service writes keys to files when the host starts.</returns>
    public static bool IsWriterOfKeys(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && service.ImplementationType?.Namespace?.StartsWith("Microsoft.AspNetCore.DataProtection", StringComparison.Ordinal) is true;
}
