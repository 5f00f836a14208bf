using System.Collections.Concurrent;

namespace CiamGateway.Sandbox.ProvisioningApi;

/// <summary>What arrived at the API, so that a test or a curious person can see what the gateway sent. Keeps names, never values.</summary>
internal sealed class Journal
{
    private readonly ConcurrentQueue<JournalEntry> _entries = new();

    public IReadOnlyCollection<JournalEntry> Entries => _entries;

    public void Add(JournalEntry entry) => _entries.Enqueue(entry);

    public void Clear() => _entries.Clear();
}

/// <param name="Operation">Which of the API's operations it was, or none.</param>
/// <param name="Target">The target as in the request line.</param>
/// <param name="Scope">The scope of the access token, where there was a valid one.</param>
/// <param name="AuthorizationValues">How many values the Authorization header had.</param>
internal sealed record JournalEntry(
    string? Operation,
    string Method,
    string Target,
    string Path,
    string Query,
    string? Scope,
    string? Client,
    int AuthorizationValues,
    IReadOnlyList<string> Headers,
    int Status
);
