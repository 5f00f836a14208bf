using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Caching.Memory;

namespace CiamGateway.Callers.Passwords;

/// <summary>
/// Slows down guessing: an address waits after 10 wrong passwords, a name after 30. All names are treated alike, whether a caller has
/// them or not. Wrong passwords for a name count separately for each network in the callers' <c>Networks</c> and for all other
/// addresses. An address from which some password was right waits for its own wrong ones only.
/// </summary>
internal sealed class PasswordThrottle(TimeProvider clock) : IDisposable
{
    private const int MostProven = 10_000;

    private static readonly TimeSpan ProvenFor = TimeSpan.FromHours(24);

    private readonly WrongAttempts _bySource = new(most: 10, forgetting: TimeSpan.FromSeconds(6), clock);
    private readonly WrongAttempts _byName = new(most: 30, forgetting: TimeSpan.FromSeconds(2), clock);
    private readonly WrongAttempts _byNetwork = new(most: 100, forgetting: TimeSpan.FromSeconds(1), clock);
    private readonly MemoryCache _proven = new(new MemoryCacheOptions { SizeLimit = MostProven, Clock = new CacheClock(clock) });

    /// <param name="network">The smallest of the callers' networks that contains the address; null if there is none.</param>
    /// <returns>How long to wait until the next attempt; zero if it may come.</returns>
    public TimeSpan WaitOf(IPAddress? source, string name, IPNetwork? network)
    {
        var site = SourceSite.Of(source);
        var bySource = _bySource.WaitOf(site);
        var byName = IsProven(site) ? TimeSpan.Zero : _byName.WaitOf(new Target(name, network));
        return bySource > byName ? bySource : byName;
    }

    public void Wrong(IPAddress? source, string name, IPNetwork? network)
    {
        var site = SourceSite.Of(source);
        _bySource.Add(site);
        _byNetwork.Add(SourceSite.NetworkOf(source));
        if (!IsProven(site))
        {
            _byName.Add(new Target(name, network));
        }
    }

    public void Right(IPAddress? source) =>
        _proven.Set(SourceSite.Of(source), true, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = ProvenFor });

    /// <returns>How many wrong passwords count against the address and its surroundings now: the more, the longer its next check waits
    /// behind others.</returns>
    public double LevelOf(IPAddress? source) => _bySource.LevelOf(SourceSite.Of(source)) + _byNetwork.LevelOf(SourceSite.NetworkOf(source));

    public void Dispose()
    {
        _bySource.Dispose();
        _byName.Dispose();
        _byNetwork.Dispose();
        _proven.Dispose();
    }

    private bool IsProven(IPAddress site) => _proven.TryGetValue(site, out _);

    private sealed record Target(string Name, IPNetwork? Network);
}

/// <summary>The addresses that count as one: a single IPv4 address, or a /64 of IPv6, since a host has a whole /64 to call from.</summary>
internal static class SourceSite
{
    private const int BytesOfSite = 8;
    private const int BytesOfNetwork = 6;
    private const int BytesOfNetwork4 = 3;

    /// <returns><see cref="IPAddress.None"/> for an unknown address.</returns>
    public static IPAddress Of(IPAddress? source) =>
        source is { AddressFamily: AddressFamily.InterNetworkV6 } ? Cut(source, BytesOfSite) : source ?? IPAddress.None;

    /// <returns>The /24 of IPv4 or the /48 of IPv6 that the address is in.</returns>
    public static IPAddress NetworkOf(IPAddress? source) =>
        source switch
        {
            null => IPAddress.None,
            { AddressFamily: AddressFamily.InterNetworkV6 } => Cut(source, BytesOfNetwork),
            _ => Cut(source, BytesOfNetwork4),
        };

    private static IPAddress Cut(IPAddress address, int bytes)
    {
        var cut = address.GetAddressBytes();
        cut.AsSpan(bytes).Clear();
        return new IPAddress(cut);
    }
}
