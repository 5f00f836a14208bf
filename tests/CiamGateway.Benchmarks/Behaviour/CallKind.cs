namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>A call that a paced load repeats, and how it is to be answered.</summary>
internal sealed record CallKind(string Path, int Status = 200);
