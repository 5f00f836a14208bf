using System.Net.Sockets;
using CiamGateway.Telemetry;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

public sealed class NetworkFaultTests
{
    [Fact]
    public void Too_many_open_files_are_named_and_not_taken_for_the_network()
    {
        var fault = NetworkFault.Of(
            new HttpRequestException(HttpRequestError.ConnectionError, "", new SocketException((int)SocketError.TooManyOpenSockets))
        );
        Assert.Equal("connection_limit_reached", fault.Type);
        Assert.Contains("ulimit -n", fault.Fix, StringComparison.Ordinal);
    }
}
