using System.Net;
using CiamGateway.Callers.OpenCalls;
using Microsoft.Extensions.Caching.Memory;

namespace CiamGateway.Callers.Passwords;

/// <summary>
/// Remembers right passwords, each for the address that it came from. It does not answer guesses: after ten other passwords for a name from
/// one address it recalls nothing for that name and address, until time has passed. One wrong password that is sent repeatedly is one
/// guess.
/// </summary>
internal sealed class RememberedPasswords(TimeProvider clock) : IDisposable
{
    private const int MostOrigins = 10_000;
    private const int MostGuesses = 10;
    private const int MostPasswords = 4;

    private static readonly TimeSpan ForgetsGuess = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan ForgetsOrigin = TimeSpan.FromHours(24);

    private readonly MemoryCache _origins = new(new MemoryCacheOptions { SizeLimit = MostOrigins, Clock = new CacheClock(clock) });

    /// <summary>Counts a guess if the name has a remembered password from there, and this is another.</summary>
    /// <returns>Null if this password was not right from there before, or if there were too many guesses.</returns>
    public RememberedPassword? Recall(IPAddress site, string name, UInt128 fingerprint) =>
        _origins.TryGetValue(new Key(site, name), out Origin? origin) ? origin!.Recall(fingerprint, clock) : null;

    public RememberedPassword Add(IPAddress site, string name, UInt128 fingerprint, string hash)
    {
        var password = new RememberedPassword(name, fingerprint, hash, clock.GetTimestamp());
        var key = new Key(site, name);
        if (!_origins.TryGetValue(key, out Origin? origin))
        {
            origin = _origins.Set(key, new Origin(), new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = ForgetsOrigin });
        }
        origin!.Add(password);
        return password;
    }

    public void Dispose() => _origins.Dispose();

    private sealed record Key(IPAddress Site, string Name);

    private sealed class Origin
    {
        private readonly List<RememberedPassword> _passwords = [];
        private readonly Queue<UInt128> _guesses = new();
        private double _level;
        private long _since;

        public RememberedPassword? Recall(UInt128 fingerprint, TimeProvider clock)
        {
            lock (_passwords)
            {
                var now = clock.GetTimestamp();
                _level = Math.Max(0, _level - (clock.GetElapsedTime(_since, now) / ForgetsGuess));
                _since = now;
                if (_level > MostGuesses - 1)
                {
                    return null;
                }
                var found = _passwords.Find(password => password.Fingerprint == fingerprint);
                if (found is null && !_guesses.Contains(fingerprint))
                {
                    _level++;
                    Keep(_guesses, fingerprint);
                }
                return found;
            }
        }

        public void Add(RememberedPassword password)
        {
            lock (_passwords)
            {
                _passwords.RemoveAll(known => known.Fingerprint == password.Fingerprint);
                if (_passwords.Count == MostPasswords)
                {
                    _passwords.RemoveAt(0);
                }
                _passwords.Add(password);
            }
        }

        private static void Keep(Queue<UInt128> guesses, UInt128 fingerprint)
        {
            if (guesses.Count == MostGuesses)
            {
                guesses.Dequeue();
            }
            guesses.Enqueue(fingerprint);
        }
    }
}

/// <summary>A password that was right, without the password.</summary>
/// <param name="fingerprint">A keyed hash of name and password.</param>
/// <param name="hash">The configured hash that the password met.</param>
/// <param name="verified">When it was checked, as <see cref="TimeProvider.GetTimestamp"/> tells it.</param>
internal sealed class RememberedPassword(string name, UInt128 fingerprint, string hash, long verified) : ICredential
{
    private static readonly TimeSpan AfterUse = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterCheck = TimeSpan.FromHours(1);

    private readonly long _verified = verified;
    private long _used = verified;

    public string Name => name;

    public UInt128 Fingerprint => fingerprint;

    /// <summary>Whether the hash is still among the caller's passwords.</summary>
    public bool Proves(CallerSettings caller) => caller.Passwords.Any(password => password.ToString() == hash);

    /// <summary>Uses the password again.</summary>
    /// <returns>Whether it may be accepted without another check.</returns>
    public bool Use(TimeProvider clock)
    {
        var present = clock.GetTimestamp();
        if (clock.GetElapsedTime(Volatile.Read(ref _used), present) >= AfterUse || clock.GetElapsedTime(_verified, present) >= AfterCheck)
        {
            return false;
        }
        Volatile.Write(ref _used, present);
        return true;
    }
}
