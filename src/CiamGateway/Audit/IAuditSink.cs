using CiamGateway.Telemetry.Log;

namespace CiamGateway.Audit;

/// <summary>Where audit lines end up.</summary>
internal interface IAuditSink
{
    /// <summary>Writes whole lines, all of them or none.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They must not be written.</exception>
    void Write(ReadOnlySpan<byte> lines);
}

/// <summary>Writes audit lines to standard output.</summary>
internal sealed class StandardOutput : IAuditSink
{
    public static readonly StandardOutput Instance = new();

    /// <remarks>A pipe that breaks between two parts leaves half a line in it, which has no reader any more.</remarks>
    public void Write(ReadOnlySpan<byte> lines) => StandardStream.Output.Write(lines);
}
