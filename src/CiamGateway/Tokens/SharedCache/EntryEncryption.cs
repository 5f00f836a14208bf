using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>
/// Seals what a client's replicas tell each other (AES-256-GCM) and names it, by keys that only the client's own credential yields (HKDF,
/// RFC 5869).
/// </summary>
/// <remarks>
/// Replicas with another credential look under other names: while a secret is rotated, old and new ones do not overwrite each other's
/// tokens.
/// </remarks>
internal sealed class EntryEncryption
{
    /// <summary>The first byte of every entry; another one for another format.</summary>
    private const byte Version = 1;

    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;

    private readonly byte[] _sealing;
    private readonly byte[] _naming;

    private EntryEncryption(byte[] material)
    {
        _sealing = Derive(material, "ciam-gateway shared token: sealing");
        _naming = Derive(material, "ciam-gateway shared token: naming");
    }

    /// <returns>Nothing for a client whose tokens are of no use to another replica, or must not leave this one.</returns>
    public static EntryEncryption? Of(TokenClient client)
    {
        // Bound to a key that only this process has (RFC 9449).
        if (client.DPoPKey is not null || CredentialMaterial.Of(client.Settings) is not { } material)
        {
            return null;
        }
        var key = new EntryEncryption(material);
        CryptographicOperations.ZeroMemory(material);
        return key;
    }

    /// <summary>The name of a token's entry, which does not reveal what the token is for.</summary>
    public string NameOf(string identity) => Convert.ToHexStringLower(HMACSHA256.HashData(_naming, Encoding.UTF8.GetBytes(identity)));

    public byte[] Seal(string name, SharedToken token)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(token, SharedTokenJsonContext.Default.SharedToken);
        var entry = new byte[Overhead + content.Length];
        entry[0] = Version;
        var nonce = entry.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(_sealing, TagLength);
        cipher.Encrypt(
            nonce,
            content,
            entry.AsSpan(1 + NonceLength, content.Length),
            entry.AsSpan(entry.Length - TagLength),
            AssociatedData(name)
        );
        CryptographicOperations.ZeroMemory(content);
        return entry;
    }

    /// <returns>Null if the entry is not one that this credential sealed under this name.</returns>
    public SharedToken? Open(string name, ReadOnlySpan<byte> entry)
    {
        if (entry.Length <= Overhead || entry[0] != Version)
        {
            return null;
        }
        var content = new byte[entry.Length - Overhead];
        try
        {
            using var cipher = new AesGcm(_sealing, TagLength);
            cipher.Decrypt(
                entry.Slice(1, NonceLength),
                entry[(1 + NonceLength)..^TagLength],
                entry[^TagLength..],
                content,
                AssociatedData(name)
            );
            return JsonSerializer.Deserialize(content, SharedTokenJsonContext.Default.SharedToken);
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    public override string ToString() => "sealing key ***";

    private static byte[] AssociatedData(string name) => [Version, .. Encoding.UTF8.GetBytes(name)];

    private static byte[] Derive(byte[] material, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, outputLength: 32, salt: [], info: Encoding.UTF8.GetBytes(purpose));
}
