namespace CiamGateway.Tokens.SharedCache;

/// <summary>What Redis has under a token's name.</summary>
/// <param name="Content">Empty where there is nothing.</param>
/// <param name="Remaining">How long it will have it.</param>
/// <param name="IsLocked">Whether we have the lock of that name now.</param>
internal sealed record StoredEntry(byte[] Content, TimeSpan Remaining, bool IsLocked = false);
