using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CiamGateway.Tokens.Clients;
using Microsoft.IdentityModel.Tokens;

namespace CiamGateway.Tokens.SharedCache;

/// <summary>The secret bytes of a client's credential: the same in every replica that has it, and known to no one else.</summary>
/// <remarks>
/// A key that signs but cannot be exported has none: a signature is no substitute, since it is random for some algorithms and goes out with
/// every assertion for others.
/// </remarks>
internal static class CredentialMaterial
{
    /// <returns>Null if the private key stays in a store of the operating system.</returns>
    public static byte[]? Of(TokenClientSettings client)
    {
        try
        {
            return client.Credential switch
            {
                { Secret: { } secret } => Encoding.UTF8.GetBytes(secret.Reveal()),
                { SigningKey: { } key } => Of(key),
                { Certificate.Context.TargetCertificate: { } certificate } => Of(certificate),
                _ => Of(client.Request.AssertionKey),
            };
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static byte[]? Of(SigningCredentials? credentials) =>
        credentials?.Key switch
        {
            RsaSecurityKey key => key.Rsa.ExportPkcs8PrivateKey(),
            ECDsaSecurityKey key => key.ECDsa.ExportPkcs8PrivateKey(),
            _ => null,
        };

    /// <summary>The certificate counts too: tokens may be bound to it (RFC 8705 §3), and a renewed one may keep its key.</summary>
    private static byte[]? Of(X509Certificate2 certificate)
    {
        using var rsa = certificate.GetRSAPrivateKey();
        using var curve = certificate.GetECDsaPrivateKey();
        var key = rsa?.ExportPkcs8PrivateKey() ?? curve?.ExportPkcs8PrivateKey();
        return key is null ? null : [.. key, .. SHA256.HashData(certificate.RawData)];
    }
}
