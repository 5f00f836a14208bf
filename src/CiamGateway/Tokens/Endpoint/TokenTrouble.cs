namespace CiamGateway.Tokens.Endpoint;

/// <summary>Why a slot has yielded no new token of late, for those who look at it from outside.</summary>
/// <param name="Since">When it failed for the first time in a row.</param>
/// <param name="Last">When it failed for the last time.</param>
/// <param name="Next">The time before which no request is sent.</param>
/// <param name="Attempts">How often in a row it failed.</param>
internal sealed record TokenTrouble(TokenFailure Failure, DateTimeOffset Since, DateTimeOffset Last, DateTimeOffset Next, int Attempts);
