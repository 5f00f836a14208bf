using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace CiamGateway.Callers.Schemes;

/// <summary>
/// What the configuration keeps of an API key: <c>sha256:</c> and the SHA-256 of its text. A plain hash is enough, since the key is 256
/// random bits that cannot be guessed.
/// </summary>
internal sealed class ApiKeyHash
{
    public const int Length = SHA256.HashSizeInBytes;

    private const string Prefix = "sha256:";

    private static readonly byte[] OfNothing = SHA256.HashData([]);

    private readonly byte[] _hash;

    private ApiKeyHash(byte[] hash) => _hash = hash;

    /// <summary>A new key of 256 random bits, in characters that need no quoting anywhere.</summary>
    public static string NewKey() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static ApiKeyHash Of(string key) => Of(Encoding.UTF8.GetBytes(key));

    /// <param name="key">In UTF-8.</param>
    public static ApiKeyHash Of(ReadOnlySpan<byte> key) => new(SHA256.HashData(key));

    /// <summary>Reads the hash in base64url, or in hex as <c>sha256sum</c> prints it.</summary>
    /// <returns>Nothing for the hash of an empty text, which is no key.</returns>
    public static ApiKeyHash? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }
        var digits = text.AsSpan(Prefix.Length);
        var hash = new byte[Length];
        var isRead =
            digits.Length == 2 * Length
                ? Convert.FromHexString(digits, hash, out _, out var written) is System.Buffers.OperationStatus.Done
                : Base64Url.IsValid(digits) && Base64Url.TryDecodeFromChars(digits, hash, out written) && written == Length;
        return isRead && !CryptographicOperations.FixedTimeEquals(hash, OfNothing) ? new ApiKeyHash(hash) : null;
    }

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public bool IsSame(ApiKeyHash other) => CryptographicOperations.FixedTimeEquals(_hash, other._hash);

    public override string ToString() => Prefix + Base64Url.EncodeToString(_hash);
}
