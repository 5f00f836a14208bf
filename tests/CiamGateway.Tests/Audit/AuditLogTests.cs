using CiamGateway.Audit;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Audit;

public sealed class AuditLogTests
{
    [Fact]
    public async Task A_queue_that_a_reload_would_make_longer_is_full_all_the_same()
    {
        using var folder = ConfigurationFolder.Sound();
        var current = new CurrentConfiguration(folder.Load("--Gateway:Audit:QueueSize=1"));
        using var log = new AuditLog(current, new GatewayMetrics(), TimeProvider.System, NullLogger<AuditLog>.Instance);
        Assert.True(log.IsWritable);
        await log.AddAsync(
            new AuditLine(default, "", "payroll", null, "domain-delete", "DELETE", "/Domains/1", null, null, null, 204, null, null, 0),
            TimeSpan.Zero
        );
        Assert.False(log.IsWritable);
        current.Apply(folder.Load("--Gateway:Audit:QueueSize=1000"), () => { });
        Assert.False(log.IsWritable);
    }
}
