using CiamGateway.Compatibility;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CiamGateway.Forwarding.Routes;

/// <summary>
/// Keys with which YARP protects its session affinity cookies. They live in memory: the gateway's file system is read-only, and affinity
/// ends with the process.
/// The native binary leaves out the other services of data protection, which store keys in XML (native.substitutions.xml).
/// </summary>
internal static class SessionAffinityKeys
{
    public static IReverseProxyBuilder KeepAffinityKeysInMemory(this IReverseProxyBuilder proxy)
    {
        var services = proxy.Services;
        services.RemoveAll<IDataProtectionProvider>();
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        foreach (var service in services.Where(DataProtectionServices.IsWriterOfKeys).ToArray())
        {
            services.Remove(service);
        }
        return proxy;
    }
}
