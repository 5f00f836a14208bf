using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using CiamGateway.Callers.Schemes;
using CiamGateway.Telemetry.Metrics;

namespace CiamGateway.Callers.Passwords;

/// <summary>
/// Checks user names and passwords. A check takes 600,000 rounds or more, for unknown names too, so a right password is remembered for
/// a while, for the address that it came from. Who guesses is slowed down before any check is made.
/// </summary>
internal sealed class PasswordVerification : IDisposable
{
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly TimeProvider _clock;
    private readonly GatewayMetrics _metrics;
    private readonly RememberedPasswords _remembered;
    private readonly PasswordThrottle _throttle;
    private readonly PasswordQueue _queue;
    private readonly Pbkdf2 _pbkdf2 = new();
    private int _longChecks;

    public PasswordVerification(TimeProvider clock, GatewayMetrics metrics)
    {
        (_clock, _metrics) = (clock, metrics);
        _remembered = new RememberedPasswords(clock);
        _throttle = new PasswordThrottle(clock);
        _queue = new PasswordQueue(_throttle, metrics, Judge);
    }

    /// <summary>How often a password was checked against the configured hashes.</summary>
    public int LongChecks => _longChecks;

    /// <summary>The iterations of PBKDF2 that all of them ran together.</summary>
    public long Iterations => _pbkdf2.Iterations;

    /// <param name="connection">What the connection remembers; null if several callers may share it.</param>
    public ValueTask<Identification> VerifyAsync(
        BasicCredentials credentials,
        CallerDirectory directory,
        IPAddress? source,
        ConnectionPassword? connection,
        CancellationToken cancellationToken
    )
    {
        var fingerprint = Fingerprint(credentials);
        if (
            connection?.Proved is { } proved
            && proved.Fingerprint == fingerprint
            && CallerOf(proved, directory, source) is { } same
            && proved.Use(_clock)
        )
        {
            return new(new Identification(same, null, proved));
        }
        var known = _remembered.Recall(SourceSite.Of(source), credentials.Name, fingerprint);
        var caller = known is null ? null : CallerOf(known, directory, source);
        if (caller is not null && known!.Use(_clock))
        {
            connection?.Proved = known;
            return new(new Identification(caller, null, known));
        }
        connection?.Proved = null;
        var attempt = new PasswordAttempt(credentials, fingerprint, directory, source, wasRight: caller is not null);
        return Throttle(attempt) is { } refusal ? new(refusal) : new(CheckAsync(attempt, connection, cancellationToken));
    }

    public void Dispose()
    {
        _queue.Dispose();
        _remembered.Dispose();
        _throttle.Dispose();
    }

    private async Task<Identification> CheckAsync(
        PasswordAttempt attempt,
        ConnectionPassword? connection,
        CancellationToken cancellationToken
    )
    {
        var result = await _queue.CheckAsync(attempt).WaitAsync(cancellationToken);
        connection?.Proved = result.Password;
        return result.Identification;
    }

    /// <summary>
    /// A remembered password counts only while its hash is configured, and only in the caller's networks: elsewhere the short time that it
    /// takes would tell that it is right.
    /// </summary>
    private static Caller? CallerOf(RememberedPassword remembered, CallerDirectory directory, IPAddress? source) =>
        directory.FindByName(remembered.Name) is { } caller && caller.Settings.MayCallFrom(source) && remembered.Proves(caller.Settings)
            ? caller
            : null;

    private Refusal? Throttle(PasswordAttempt attempt) =>
        !attempt.WasRight && _throttle.WaitOf(attempt.Source, attempt.Name, attempt.Network) is { Ticks: > 0 } wait
            ? Refusal.Throttled(wait)
            : null;

    /// <summary>Asks the throttle again, since other checks have ended while this one waited.</summary>
    private PasswordResult Judge(PasswordAttempt attempt)
    {
        if (Throttle(attempt) is { } refusal)
        {
            return refusal;
        }
        var caller = attempt.Directory.FindByName(attempt.Name);
        var password = Check(attempt.Credentials, caller, attempt.Directory.PasswordCost);
        if (password is null || !caller!.Settings.MayCallFrom(attempt.Source))
        {
            _throttle.Wrong(attempt.Source, attempt.Name, attempt.Network);
            _metrics.PasswordChecked("wrong");
            return password is null ? Refusal.Password : Refusal.OutsideNetworksOf(caller!.Settings.Name);
        }
        _throttle.Right(attempt.Source);
        _metrics.PasswordChecked("right");
        var remembered = _remembered.Add(attempt.Site, attempt.Name, attempt.Fingerprint, password.ToString());
        return new(new Identification(caller, null, remembered), remembered);
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

    /// <summary>
    /// Half of the HMAC is enough to tell right credentials apart. It is useless without the key, which ends with the process.
    /// </summary>
    private UInt128 Fingerprint(BasicCredentials credentials)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, credentials.Whole.Span, hash);
        return MemoryMarshal.Read<UInt128>(hash);
    }
}
