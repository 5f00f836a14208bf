using CiamGateway.Tests.Support;
using Xunit;

namespace CiamGateway.Tests.Configuration;

public sealed class AuditProblemTests
{
    [Fact]
    public async Task Settings_that_do_not_fit_together_do_not_validate()
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal(
            ["Gateway:Audit:Target: 'Moon' is not known. Try: StandardOutput, File, None.", "Gateway:Audit:QueueSize: 0 is out of range. Try: a value from 1 to 1000000."],
            await folder.Problems("--Gateway:Audit:Target=Moon", "--Gateway:Audit:QueueSize=0"));
        Assert.Equal(["Gateway:Audit:File: is missing. Try: \"/var/log/ciam-gateway/audit.json\"."], await folder.Problems("--Gateway:Audit:Target=File"));
        Assert.Equal(["Gateway:Audit:Target: is StandardOutput, but a File is given. Try: File, or remove the File."], await folder.Problems("--Gateway:Audit:File=audit.json"));
    }
}
