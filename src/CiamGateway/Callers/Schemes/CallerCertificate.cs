using System.Security.Cryptography.X509Certificates;

namespace CiamGateway.Callers.Schemes;

/// <summary>
/// Which TLS client certificates a caller may present: the one with this thumbprint, or those of this subject that the authority has
/// issued.
/// </summary>
/// <param name="Thumbprint">SHA-256, in upper-case hex.</param>
/// <param name="Subject">The distinguished name as <see cref="X500DistinguishedName"/> writes it.</param>
internal sealed record CallerCertificate(string? Thumbprint, string? Subject, X509Certificate2Collection Authority);
