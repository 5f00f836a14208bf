using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;

namespace CiamGateway.Callers.Passwords;

/// <summary>
/// What the configuration keeps of a password: <c>pbkdf2:sha256:iterations:salt:hash</c>, salt and hash in base64url (PBKDF2, RFC 8018
/// §5.2).
/// </summary>
internal sealed class PasswordHash
{
    public const int MinimumIterations = 600_000;
    public const int MaximumIterations = 10_000_000;

    private const string Prefix = "pbkdf2:sha256";
    private const int SaltLength = 16;

    private readonly byte[] _salt;
    private readonly byte[] _hash;
    private readonly string _text;

    /// <param name="iterations">What a configuration gives is at least <see cref="MinimumIterations"/>.</param>
    /// <param name="salt">16 bytes or more.</param>
    /// <param name="hash">32 bytes.</param>
    public PasswordHash(int iterations, byte[] salt, byte[] hash)
    {
        Iterations = iterations;
        _salt = salt;
        _hash = hash;
        _text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}:{iterations}:{Base64Url.EncodeToString(salt)}:{Base64Url.EncodeToString(hash)}"
        );
    }

    /// <summary>What a comparison costs, in rounds of SHA-256.</summary>
    public int Iterations { get; }

    public static PasswordHash Of(ReadOnlySpan<byte> password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        return new PasswordHash(MinimumIterations, salt, new Pbkdf2().Derive(password, salt, MinimumIterations));
    }

    public static PasswordHash? Parse(string text) =>
        text.Split(':') is [var scheme, var algorithm, var rounds, var salt, var hash]
        && $"{scheme}:{algorithm}" == Prefix
        && int.TryParse(rounds, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
        && iterations is >= MinimumIterations and <= MaximumIterations
        && Decode(salt) is { Length: >= SaltLength } saltBytes
        && Decode(hash) is { Length: Pbkdf2.HashLength } hashBytes
            ? new PasswordHash(iterations, saltBytes, hashBytes)
            : null;

    /// <summary>Takes the full cost, whether the password is right or not.</summary>
    /// <param name="password">In UTF-8.</param>
    public bool IsOf(ReadOnlySpan<byte> password, Pbkdf2 pbkdf2) =>
        CryptographicOperations.FixedTimeEquals(_hash, pbkdf2.Derive(password, _salt, Iterations));

    /// <summary>Takes as long as a comparison with so many iterations: an unknown name must take as long as a wrong password.</summary>
    public static void Spend(int iterations, ReadOnlySpan<byte> password, Pbkdf2 pbkdf2)
    {
        if (iterations > 0)
        {
            pbkdf2.Derive(password, new byte[SaltLength], iterations);
        }
    }

    public override string ToString() => _text;

    private static byte[]? Decode(string text) => Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}

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
