using System.Runtime.CompilerServices;

namespace CiamGateway.Secrecy;

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
