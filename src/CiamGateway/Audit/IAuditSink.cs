namespace CiamGateway.Audit;

/// <summary>Where audit lines end up.</summary>
internal interface IAuditSink
{
    /// <summary>Writes whole lines, all of them or none.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They must not be written.</exception>
    void Write(ReadOnlySpan<byte> lines);
}
