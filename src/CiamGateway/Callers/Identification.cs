using CiamGateway.Callers.OpenCalls;

namespace CiamGateway.Callers;

/// <summary>
/// What one kind of credential says about a request: null if none was presented, a caller, or why it is refused. No result is not a
/// failure.
/// </summary>
/// <param name="Credential">What proved it; null if the caller's network alone did.</param>
internal readonly record struct Identification(Caller? Caller, Refusal? Refusal, ICredential? Credential = null)
{
    public static Identification None => default;

    public static implicit operator Identification(Caller caller) => new(caller, null);

    public static implicit operator Identification(Refusal refusal) => new(null, refusal);
}
