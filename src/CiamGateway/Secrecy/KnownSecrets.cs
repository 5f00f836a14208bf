using System.Runtime.CompilerServices;

namespace CiamGateway.Secrecy;

/// <summary>Holds texts that must not be shown. <see cref="KnownSecrets"/> knows them for as long as the holder is in use.</summary>
internal interface IHoldsSecrets
{
    IEnumerable<string> Secrets { get; }
}

/// <summary>
/// The one place that knows all secrets and tokens in use: each holder enters itself when it is made, and leaves when nothing refers to it
/// any more. So tokens and secrets of earlier generations are known for as long as they may still be sent.
/// </summary>
internal static class KnownSecrets
{
    private static readonly Lock Gate = new();
    private static readonly List<WeakReference<IHoldsSecrets>> Holders = [];
    private static readonly ConditionalWeakTable<object, IHoldsSecrets> Owned = [];
    private static int _untilNextLook = 64;

    /// <summary>Every secret in use.</summary>
    public static IReadOnlyList<string> All
    {
        get
        {
            lock (Gate)
            {
                var secrets = Holders.SelectMany(holder => holder.TryGetTarget(out var target) ? target.Secrets : []);
                return [.. secrets.Distinct(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Knows the secret for as long as its owner is in use.</summary>
    public static void Keep(object owner, IHoldsSecrets secret) => Owned.AddOrUpdate(owner, secret);

    public static void Add(IHoldsSecrets holder)
    {
        lock (Gate)
        {
            if (Holders.Count >= _untilNextLook)
            {
                Holders.RemoveAll(gone => !gone.TryGetTarget(out _));
                _untilNextLook = Math.Max(64, Holders.Count * 2);
            }
            Holders.Add(new WeakReference<IHoldsSecrets>(holder));
        }
    }
}

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
