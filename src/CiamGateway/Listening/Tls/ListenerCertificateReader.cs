using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;

namespace CiamGateway.Listening.Tls;

/// <summary>What an https listener presents.</summary>
/// <param name="Section">Kestrel's section that names it: the listener's own, or the default.</param>
internal sealed record ListenerCertificate(string Section, KeyedCertificate Certificate);

/// <summary>
/// Reads the certificates that https listeners present, by the names of the listeners. Kestrel would read them once, when it starts; those
/// of the operating system's store and of single host names it still does.
/// </summary>
internal sealed class ListenerCertificateReader(ConfigurationReading reading)
{
    private const string Default = $"{KestrelOptions.Section}:{nameof(KestrelOptions.Certificates)}:Default";

    private readonly Dictionary<string, KeyedCertificate?> _read = new(StringComparer.OrdinalIgnoreCase);

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
            else if (SectionFor(root, endpoint) is not { } section)
            {
                RequireNames(listener, endpoint);
            }
            else if (IsFile(section) && Read(section) is { } certificate)
            {
                certificates[listener.Name] = new ListenerCertificate(section.Path, certificate);
            }
        }
        return certificates;
    }

    /// <returns>Where the listener's certificate is named; nothing where it is nowhere.</returns>
    private static IConfigurationSection? SectionFor(IConfiguration root, IConfigurationSection endpoint)
    {
        IConfigurationSection[] sections = [endpoint.GetSection(nameof(EndpointOptions.Certificate)), root.GetSection(Default)];
        return Array.Find(sections, section => IsFile(section) || section[nameof(CertificateOptions.Subject)] is { Length: > 0 });
    }

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
                "https in the Url, or remove the key."
            );
        }
    }

    /// <summary>Without a certificate of its own, a listener may still have those of host names.</summary>
    private void RequireNames(ListeningAddress listener, IConfigurationSection endpoint)
    {
        if (!endpoint.GetSection(nameof(EndpointOptions.Sni)).Exists())
        {
            reading.Report(
                listener.Path,
                "is https and has no certificate.",
                $"{Default} with the Path of a PFX, or with Path and KeyPath of PEM files."
            );
        }
    }

    private KeyedCertificate? Read(IConfigurationSection section)
    {
        if (!_read.TryGetValue(section.Path, out var certificate))
        {
            _read[section.Path] = certificate = ReadFiles(section);
        }
        return certificate;
    }

    private KeyedCertificate? ReadFiles(IConfigurationSection section)
    {
        if (section[nameof(CertificateOptions.Subject)] is { Length: > 0 })
        {
            reading.Report(
                $"{section.Path}:{nameof(CertificateOptions.Subject)}",
                "stands beside a Path: the certificate is either in a file or in the operating system's store.",
                "one of the two."
            );
        }
        var password = new SecretReference(
            $"{section.Path}:{nameof(CertificateOptions.Password)}",
            section[nameof(CertificateOptions.Password)],
            File: null
        );
        var certificate = new CertificateFiles(
            $"{section.Path}:{nameof(CertificateOptions.Path)}",
            section[nameof(CertificateOptions.Path)]!,
            $"{section.Path}:{nameof(CertificateOptions.KeyPath)}",
            section[nameof(CertificateOptions.KeyPath)],
            password
        ).Read("certificate", "callers", reading);
        if (certificate is { IsForServers: false })
        {
            reading.Report(
                $"{section.Path}:{nameof(CertificateOptions.Path)}",
                "holds a certificate that is not for servers: its extended key usage lacks serverAuth, so callers refuse it.",
                "have one issued with the extended key usage serverAuth."
            );
            return null;
        }
        return certificate;
    }
}
