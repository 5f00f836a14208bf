using CiamGateway.Compatibility;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Compatibility;

/// <summary>The private types of data protection on which <see cref="DataProtectionServices"/> depends.</summary>
public sealed class DataProtectionServicesTests
{
    [Fact]
    public void The_service_that_writes_keys_to_files_is_found() =>
        Assert.Single(new ServiceCollection().AddDataProtection().Services, DataProtectionServices.IsWriterOfKeys);
}
