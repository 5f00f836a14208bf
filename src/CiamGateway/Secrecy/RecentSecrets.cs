namespace CiamGateway.Secrecy;

/// <summary>The proofs and assertions that were made last: a server may repeat one while its request is under way.</summary>
internal sealed class RecentSecrets : IHoldsSecrets
{
    private readonly string?[] _recent = new string?[16];
    private int _count;

    public RecentSecrets() => KnownSecrets.Add(this);

    public IEnumerable<string> Secrets => _recent.OfType<string>();

    /// <returns>The same text.</returns>
    public string Keep(string secret)
    {
        _recent[Interlocked.Increment(ref _count) & (_recent.Length - 1)] = secret;
        return secret;
    }
}
