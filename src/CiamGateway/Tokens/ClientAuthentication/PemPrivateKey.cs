using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.ClientAuthentication;

/// <summary>Reads an RSA or EC private key from PEM, whichever of its labels it has (RFC 7468 §10, RFC 8017, RFC 5915).</summary>
internal static class PemPrivateKey
{
    public static PrivateKeyReading Read(string pem)
    {
        if (!pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            return "holds no private key.";
        }
        if (pem.Contains("ENCRYPTED", StringComparison.Ordinal))
        {
            return "is encrypted (openssl pkey -in FILE writes it without).";
        }
        if (TryImport(RSA.Create(), pem) is { } rsa)
        {
            return new RsaSecurityKey(rsa);
        }
        return TryImport(ECDsa.Create(), pem) is { } curve ? new ECDsaSecurityKey(curve) : PrivateKeyReading.UnknownKind;
    }

    private static TAlgorithm? TryImport<TAlgorithm>(TAlgorithm algorithm, string pem)
        where TAlgorithm : AsymmetricAlgorithm
    {
        try
        {
            algorithm.ImportFromPem(pem);
            return algorithm;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            algorithm.Dispose();
            return null;
        }
    }
}
