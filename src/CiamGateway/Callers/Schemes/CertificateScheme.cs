using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CiamGateway.Callers.OpenCalls;

namespace CiamGateway.Callers.Schemes;

/// <summary>
/// The TLS client certificate of the connection. TLS has proved that the caller has its key; this class finds its caller.
/// </summary>
internal sealed class CertificateScheme(TimeProvider clock) : ICallerScheme
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>One verdict for a connection: a chain is too much work for every request.</summary>
    private readonly ConditionalWeakTable<X509Certificate2, Verdict> _verdicts = [];

    public ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory)
    {
        if (context.Connection.ClientCertificate is not { } certificate)
        {
            return new(Identification.None);
        }
        var now = clock.GetUtcNow();
        if (now < certificate.NotBefore || now > certificate.NotAfter)
        {
            return new(Refusal.Certificate);
        }
        if (!_verdicts.TryGetValue(certificate, out var verdict) || verdict.Directory != directory)
        {
            verdict = new Verdict(directory, Judge(certificate, directory, now));
            _verdicts.AddOrUpdate(certificate, verdict);
        }
        return new(verdict.Identification);
    }

    private static Identification Judge(X509Certificate2 certificate, CallerDirectory directory, DateTimeOffset now)
    {
        var callers = directory
            .WithCertificates.Where(caller => caller.Settings.Certificates.Any(expected => IsMet(expected, certificate, now)))
            .ToList();
        return callers switch
        {
            [] => Refusal.Certificate,
            [var caller] => new Identification(caller, null, new CertificateCredential(certificate, now)),
            _ => Refusal.Conflict,
        };
    }

    private static bool IsMet(CallerCertificate expected, X509Certificate2 certificate, DateTimeOffset now) =>
        expected.Thumbprint is { } thumbprint
            ? certificate.GetCertHashString(HashAlgorithmName.SHA256) == thumbprint
            : certificate.SubjectName.Name == expected.Subject && IsIssuedBy(expected.Authority, certificate, now);

    /// <summary>
    /// Nothing is downloaded for it: issuers are in the authority's file, and a caller is revoked by removing it from the configuration.
    /// </summary>
    private static bool IsIssuedBy(X509Certificate2Collection authority, X509Certificate2 certificate, DateTimeOffset now)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authority);
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.LocalDateTime;
        return chain.Build(certificate);
    }

    private sealed class CertificateCredential(X509Certificate2 certificate, DateTimeOffset now) : ICredential
    {
        public bool Proves(CallerSettings caller) => caller.Certificates.Any(expected => IsMet(expected, certificate, now));
    }

    private sealed record Verdict(CallerDirectory Directory, Identification Identification);
}
