using CiamGateway.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Forwarding;

/// <summary>YARP's own clients, with the replay in front of their connections.</summary>
internal sealed class ForwarderClientFactory(GatewayMetrics metrics, TimeProvider clock, ILoggerFactory loggers) : ForwarderHttpClientFactory(loggers.CreateLogger<ForwarderHttpClientFactory>())
{
    private readonly ILogger _logger = loggers.CreateLogger<UnauthorizedReplay>();

    protected override HttpMessageHandler WrapHandler(ForwarderHttpClientContext context, HttpMessageHandler handler) =>
        new UnauthorizedReplay(base.WrapHandler(context, handler), metrics, clock, _logger);
}
