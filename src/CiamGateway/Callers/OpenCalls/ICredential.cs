namespace CiamGateway.Callers.OpenCalls;

/// <summary>What a caller proved with who it is, to be judged again when the configuration has changed.</summary>
internal interface ICredential
{
    /// <summary>Whether it still proves that the request comes from this caller.</summary>
    bool Proves(CallerSettings caller);
}

/// <summary>Several that came with one request: all must hold.</summary>
internal sealed class TwoCredentials(ICredential one, ICredential other) : ICredential
{
    public bool Proves(CallerSettings caller) => one.Proves(caller) && other.Proves(caller);
}
