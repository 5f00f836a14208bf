namespace CiamGateway.Benchmarks.Behaviour;

/// <summary>A token request that came, by timestamps of the system's clock.</summary>
/// <param name="Succeeded">Whether it was answered with a token.</param>
internal sealed record ReceivedTokenRequest(string Scope, long Arrived, long Answered, bool Succeeded);
