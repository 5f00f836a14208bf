using CiamGateway.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>What a whole gateway says to its operators.</summary>
internal static class GatewayLog
{
    /// <summary>Without these a gateway in a test says nothing.</summary>
    public static Dictionary<string, string?> Settings => new() { ["Logging:Fake:LogLevel:CiamGateway"] = "Information" };

    /// <summary>Everything that the gateway says from now on.</summary>
    public static FakeLogCollector Of(SandboxGateway gateway)
    {
        var collector = new FakeLogCollector();
        gateway.Services.GetRequiredService<ILoggerFactory>().AddProvider(new FakeLoggerProvider(collector));
        return collector;
    }
}
