using System.Security.Cryptography;

namespace CiamGateway.Callers.Passwords;

/// <summary>PBKDF2 with HMAC-SHA-256 (RFC 8018 §5.2): the only place that runs it, and it counts what it ran.</summary>
internal sealed class Pbkdf2
{
    /// <summary>In bytes.</summary>
    public const int HashLength = 32;

    private long _iterations;

    /// <summary>The sum of the iterations of all derivations that have ended.</summary>
    public long Iterations => Interlocked.Read(ref _iterations);

    /// <param name="password">In UTF-8.</param>
    public byte[] Derive(ReadOnlySpan<byte> password, byte[] salt, int iterations)
    {
        var hash = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashLength);
        Interlocked.Add(ref _iterations, iterations);
        return hash;
    }
}
