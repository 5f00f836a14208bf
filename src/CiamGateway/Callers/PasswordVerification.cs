using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Threading.RateLimiting;
using CiamGateway.Configuration;
using Microsoft.Extensions.Caching.Memory;

namespace CiamGateway.Callers;

/// <summary>Checks user names and passwords. What was right is remembered for a while under a keyed hash, since the long way takes 600,000 rounds; what is wrong always takes it, whether the name is known or not.</summary>
internal sealed class PasswordVerification(TimeProvider clock) : IDisposable
{
    private const int LongestQueue = 2000;

    private static readonly MemoryCacheEntryOptions Remembered = new()
    {
        SlidingExpiration = TimeSpan.FromMinutes(5),
        AbsoluteExpirationRelativeToNow = TimeSpan.FromHours(1),
    };

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly MemoryCache _verified = new(new MemoryCacheOptions { Clock = new CacheClock(clock) });
    private readonly PasswordThrottle _throttle = new(clock);

    /// <summary>The long way runs beside the traffic, never instead of it.</summary>
    private readonly ConcurrencyLimiter _workers = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = LongestQueue,
    });

    private readonly Pbkdf2 _pbkdf2 = new();

    private int _longChecks;

    /// <summary>How often the long way was taken.</summary>
    public int LongChecks => _longChecks;

    /// <summary>The iterations of PBKDF2 that all of them ran together.</summary>
    public long Iterations => _pbkdf2.Iterations;

    public ValueTask<Identification> VerifyAsync(BasicCredentials credentials, CallerDirectory directory, IPAddress? source, CancellationToken cancellationToken)
    {
        var fingerprint = Fingerprint(credentials);
        return Recall(fingerprint, directory, source) is { } caller
            ? new(caller)
            : new(TakeLongWayAsync(credentials, fingerprint, directory, source, cancellationToken));
    }

    public void Dispose()
    {
        _verified.Dispose();
        _throttle.Dispose();
        _workers.Dispose();
    }

    /// <summary>A password that has left the configuration is not remembered, either; nor for somebody outside the caller's networks, who would learn from the haste that it is right.</summary>
    private Caller? Recall(UInt128 fingerprint, CallerDirectory directory, IPAddress? source) =>
        _verified.TryGetValue(fingerprint, out Verified? verified)
        && directory.FindByName(verified!.Name) is { } caller
        && caller.Settings.MayCallFrom(source)
        && caller.Settings.Passwords.Any(password => password.ToString() == verified.Password)
            ? caller
            : null;

    private async Task<Identification> TakeLongWayAsync(
        BasicCredentials credentials, UInt128 fingerprint, CallerDirectory directory, IPAddress? source, CancellationToken cancellationToken)
    {
        using var worker = await _workers.AcquireAsync(permitCount: 1, cancellationToken);
        if (!worker.IsAcquired)
        {
            return Refusal.Overloaded;
        }
        if (Recall(fingerprint, directory, source) is { } known)
        {
            return known;
        }
        var caller = directory.FindByName(credentials.Name);
        if (_throttle.WaitOf(source, credentials.Name, caller) is { Ticks: > 0 } wait)
        {
            return Refusal.Throttled(wait);
        }
        var password = Check(credentials, caller, directory.PasswordCost);
        if (password is null || !caller!.Settings.MayCallFrom(source))
        {
            _throttle.Wrong(source, credentials.Name, caller);
            return password is null ? Refusal.Password : Refusal.Network;
        }
        _throttle.Right(source, credentials.Name);
        _verified.Set(fingerprint, new Verified(credentials.Name, password.ToString()), Remembered);
        return caller;
    }

    private PasswordHash? Check(BasicCredentials credentials, Caller? caller, int cost)
    {
        Interlocked.Increment(ref _longChecks);
        PasswordHash? found = null;
        foreach (var password in caller?.Settings.Passwords ?? [])
        {
            found = password.IsOf(credentials.Password.Span, _pbkdf2) ? password : found;
            cost -= password.Iterations;
        }
        PasswordHash.Spend(cost, credentials.Password.Span, _pbkdf2);
        return found;
    }

    /// <summary>Half of the HMAC is plenty to tell right credentials apart, and useless without the key, which ends with the process.</summary>
    private UInt128 Fingerprint(BasicCredentials credentials)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, credentials.Whole.Span, hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }

    private sealed record Verified(string Name, string Password);
}
