using CiamGateway.Telemetry.Log;

namespace CiamGateway.Audit;

/// <summary>Writes audit lines to standard output.</summary>
internal sealed class StandardOutput : IAuditSink
{
    public static readonly StandardOutput Instance = new();

    /// <remarks>A pipe that breaks between two parts leaves half a line in it, which has no reader any more.</remarks>
    public void Write(ReadOnlySpan<byte> lines) => StandardStream.Output.Write(lines);
}
