using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Caching.Memory;

namespace CiamGateway.Callers;

/// <summary>Slows down whoever guesses passwords: by source address, and by user name, so that guessing from many addresses gains nothing.
/// A caller is not locked out by others who guess at its name: where it has got in before, or its networks vouch for it, only the wrong attempts from that same address count.</summary>
internal sealed class PasswordThrottle(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan ProvenFor = TimeSpan.FromHours(24);

    private readonly WrongAttempts _bySource = new(most: 10, forgetting: TimeSpan.FromSeconds(6), clock);
    private readonly WrongAttempts _byName = new(most: 30, forgetting: TimeSpan.FromSeconds(2), clock);
    private readonly WrongAttempts _byProven = new(most: 10, forgetting: TimeSpan.FromSeconds(6), clock);
    private readonly MemoryCache _proven = new(new MemoryCacheOptions { Clock = new CacheClock(clock) });

    /// <summary>How long to wait until the next attempt; zero where it may come.</summary>
    /// <param name="caller">The caller of that name, where there is one.</param>
    public TimeSpan WaitOf(IPAddress? source, string name, Caller? caller)
    {
        var origin = new Origin(Site(source), name);
        if (IsProven(origin, source, caller))
        {
            return _byProven.WaitOf(origin);
        }
        var (bySource, byName) = (_bySource.WaitOf(origin.Site), _byName.WaitOf(name));
        return bySource > byName ? bySource : byName;
    }

    public void Wrong(IPAddress? source, string name, Caller? caller)
    {
        var origin = new Origin(Site(source), name);
        if (IsProven(origin, source, caller))
        {
            _byProven.Add(origin);
            return;
        }
        _bySource.Add(origin.Site);
        _byName.Add(name);
    }

    public void Right(IPAddress? source, string name) =>
        _proven.Set(new Origin(Site(source), name), true, new MemoryCacheEntryOptions { SlidingExpiration = ProvenFor });

    public void Dispose()
    {
        _bySource.Dispose();
        _byName.Dispose();
        _byProven.Dispose();
        _proven.Dispose();
    }

    private bool IsProven(Origin origin, IPAddress? source, Caller? caller) => _proven.TryGetValue(origin, out _) || caller?.Settings.IsIn(source) is true;

    /// <summary>One site has a whole /64 of IPv6 to call from.</summary>
    private static IPAddress Site(IPAddress? source)
    {
        if (source is not { AddressFamily: AddressFamily.InterNetworkV6 })
        {
            return source ?? IPAddress.None;
        }
        var bytes = source.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private sealed record Origin(IPAddress Site, string Name);
}
