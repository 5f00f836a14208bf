using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Listening.Tls;

/// <summary>What an https listener presents.</summary>
/// <param name="Section">Kestrel's section that names it: the listener's own, or the default.</param>
internal sealed record ListenerCertificate(string Section, KeyedCertificate Certificate);

/// <summary>
/// Reads the certificates that https listeners present, by the names of the listeners. Kestrel would read them once, when it starts; those
/// of the operating system's store it still does.
/// </summary>
internal sealed class ListenerCertificateReader(ConfigurationReading reading)
{
    private const string Default = $"{KestrelOptions.Section}:{nameof(KestrelOptions.Certificates)}:Default";

    private readonly Dictionary<string, KeyedCertificate> _ofHostNames = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, KeyedCertificate?> _read = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What https listeners present to callers that ask for certain host names, by the section that names it.</summary>
    public IReadOnlyDictionary<string, KeyedCertificate> OfHostNames => _ofHostNames;

    public IReadOnlyDictionary<string, ListenerCertificate> Read(IConfiguration root, IEnumerable<ListeningAddress> listeners)
    {
        var certificates = new Dictionary<string, ListenerCertificate>(StringComparer.OrdinalIgnoreCase);
        foreach (var listener in listeners)
        {
            var endpoint = root.GetSection(ListeningAddresses.SectionOf(listener.Name));
            if (!listener.IsHttps)
            {
                RefuseOnHttp(endpoint);
            }
            else
            {
                var section = SectionFor(root, endpoint);
                var hosts = endpoint.GetSection(nameof(EndpointOptions.Sni)).GetChildren().ToList();
                if (section is null && hosts.Count == 0)
                {
                    ReportMissing(listener.Path, "is https and has no certificate.");
                }
                else if (section is not null && Read(section) is { } certificate)
                {
                    certificates[listener.Name] = new ListenerCertificate(section.Path, certificate);
                }
                hosts.ForEach(host => ReadOfHost(host, hasDefault: section is not null));
            }
        }
        return certificates;
    }

    /// <returns>The section that names the listener's certificate, if it is in the operating system's store; otherwise null.</returns>
    public static IConfigurationSection? StoreSectionOf(IConfiguration root, ListeningAddress listener) =>
        SectionFor(root, root.GetSection(ListeningAddresses.SectionOf(listener.Name))) is { } section && !IsFile(section) ? section : null;

    /// <returns>Where the listener's certificate is named; null if it is nowhere.</returns>
    private static IConfigurationSection? SectionFor(IConfiguration root, IConfigurationSection endpoint)
    {
        IConfigurationSection[] sections = [endpoint.GetSection(nameof(EndpointOptions.Certificate)), root.GetSection(Default)];
        return Array.Find(sections, IsNamed);
    }

    private static bool IsNamed(IConfigurationSection section) =>
        IsFile(section) || section[nameof(CertificateOptions.Subject)] is { Length: > 0 };

    private static bool IsFile(IConfigurationSection section) => section[nameof(CertificateOptions.Path)] is { Length: > 0 };

    private void RefuseOnHttp(IConfigurationSection endpoint)
    {
        string[] keys =
        [
            nameof(EndpointOptions.Certificate),
            nameof(EndpointOptions.Sni),
            nameof(EndpointOptions.SslProtocols),
            nameof(EndpointOptions.ClientCertificateMode),
            nameof(EndpointOptions.AllowLegacyCipherSuites),
        ];
        foreach (var key in keys.Where(key => endpoint.GetSection(key).Exists()))
        {
            reading.Report(
                $"{endpoint.Path}:{key}",
                "is for https, and this listener's Url is http.",
                "write https in the Url, or remove the key."
            );
        }
    }

    private void ReadOfHost(IConfigurationSection host, bool hasDefault)
    {
        var section = host.GetSection(nameof(CertifiedOptions.Certificate));
        if (!IsNamed(section))
        {
            if (!hasDefault)
            {
                ReportMissing(host.Path, "has no certificate, and neither has its listener.");
            }
        }
        else if (Read(section) is { } certificate)
        {
            _ofHostNames[section.Path] = certificate;
        }
    }

    private void ReportMissing(string path, string message) =>
        reading.Report(path, message, $"set {Default} with the Path of a PFX, or with Path and KeyPath of PEM files.");

    /// <returns>Null if it is in the operating system's store, or has a problem.</returns>
    private KeyedCertificate? Read(IConfigurationSection section)
    {
        if (!_read.TryGetValue(section.Path, out var certificate))
        {
            _read[section.Path] = certificate = IsFile(section) ? ReadFiles(section) : null;
            if (!IsFile(section) && StoredCertificate.Find(section) is { } stored)
            {
                reading.Certificates.Add(
                    NamedCertificate.Of(
                        CertificateUsage.Listener,
                        $"{section.Path}:{nameof(CertificateOptions.Subject)}",
                        file: null,
                        stored
                    )
                );
            }
        }
        return certificate;
    }

    private KeyedCertificate? ReadFiles(IConfigurationSection section)
    {
        if (section[nameof(CertificateOptions.Subject)] is { Length: > 0 })
        {
            reading.Report(
                $"{section.Path}:{nameof(CertificateOptions.Subject)}",
                "is set beside a Path: the certificate is either in a file or in the operating system's store.",
                "keep one of the two."
            );
        }
        var password = new SecretReference(
            $"{section.Path}:{nameof(CertificateOptions.Password)}",
            section[nameof(CertificateOptions.Password)],
            File: null
        )
        {
            HasFileKey = false,
        };
        var certificate = new CertificateFiles(
            $"{section.Path}:{nameof(CertificateOptions.Path)}",
            section[nameof(CertificateOptions.Path)]!,
            $"{section.Path}:{nameof(CertificateOptions.KeyPath)}",
            section[nameof(CertificateOptions.KeyPath)],
            password
        ).Read(CertificateUsage.Listener, reading);
        if (certificate is { IsForServers: false })
        {
            reading.Report(
                $"{section.Path}:{nameof(CertificateOptions.Path)}",
                "holds a certificate that is not for servers: its extended key usage lacks serverAuth, so callers refuse it.",
                "have one issued with the extended key usage serverAuth."
            );
            return null;
        }
        if (certificate is { IsForHandshakes: false })
        {
            reading.Report(
                $"{section.Path}:{nameof(CertificateOptions.Path)}",
                "holds a certificate that is not for TLS: its key usage has neither digitalSignature nor keyEncipherment, "
                    + "so callers refuse it.",
                "have one issued with the key usage digitalSignature."
            );
            return null;
        }
        return certificate;
    }
}
