using System.ComponentModel;

namespace CiamGateway.Listening;

/// <summary>How the gateway stops, so that no request is lost.</summary>
internal sealed class ShutdownOptions
{
    [Description("How long the gateway goes on serving after it was told to stop, while /health/ready says no. Default 5 s.")]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);

    [Description("Time for the requests under way to finish after that. Default 20 s.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}
