using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>The entry of one token: its name, and how it is sealed and opened.</summary>
internal sealed class SharedEntry(TokenClient client, EntryEncryption key, string identity, TimeProvider clock)
{
    /// <summary>The metric's word for what this client's credential did not seal, or not under this name.</summary>
    public const string Unreadable = "unreadable";

    public string Name { get; } = key.NameOf(identity);

    public byte[] Seal(AccessToken token) => key.Seal(Name, SharedToken.Of(token));

    /// <summary>Reads what the store has, and believes none of it that this client's credential did not seal.</summary>
    /// <param name="read">The moment before it was asked for.</param>
    /// <returns>A token that lives, or the metric's word for why there is none.</returns>
    public (AccessToken? Token, string Outcome) Open(StoredEntry entry, ClockReading read)
    {
        if (entry.Content.Length == 0)
        {
            return (null, "miss");
        }
        if (key.Open(Name, entry.Content) is not { } shared)
        {
            return (null, Unreadable);
        }
        var token = shared.ToAccessToken(client, read, entry.Remaining, clock);
        return token.Lifetime.Phase is TokenPhase.Over ? (null, "expired") : (token, "hit");
    }
}

/// <summary>What Redis has under a token's name.</summary>
/// <param name="Content">Empty if Redis has no entry.</param>
/// <param name="Remaining">How long it will have it.</param>
/// <param name="IsLocked">Whether we have the lock of that name now.</param>
internal sealed record StoredEntry(byte[] Content, TimeSpan Remaining, bool IsLocked = false);
