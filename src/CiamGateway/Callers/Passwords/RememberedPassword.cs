using CiamGateway.Callers.OpenCalls;

namespace CiamGateway.Callers.Passwords;

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
