namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>One call of a paced load.</summary>
/// <param name="Begin">When it was due or, where its caller was idle then, when it was sent: a timestamp of the system's clock.</param>
internal readonly record struct Call(long Begin, long End)
{
    public double Milliseconds => TimeProvider.System.GetElapsedTime(Begin, End).TotalMilliseconds;
}
