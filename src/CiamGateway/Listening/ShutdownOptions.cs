using CiamGateway.Configuration.Schema;

namespace CiamGateway.Listening;

/// <summary>How the gateway stops, so that no request is lost.</summary>
internal sealed class ShutdownOptions
{
    [Option(
        "How long the gateway keeps serving after it was told to stop, while /health/ready is 503.",
        Minimum = "00:00:00",
        Maximum = "00:05:00"
    )]
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(5);

    [Option("How long the gateway then waits for open requests.", Minimum = "00:00:00", Maximum = "01:00:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);
}
