namespace CiamGateway.Configuration;

/// <summary>Reads the certificates that https listeners present, by the names of the listeners. Kestrel would read them once, when it starts; those of the operating system's store and of single host names it still does.</summary>
internal sealed class ListenerCertificateReader(ConfigurationReading reading)
{
    public const string DefaultSection = $"{KestrelOptions.Section}:{nameof(KestrelOptions.Certificates)}:Default";

    private readonly Dictionary<string, KeyedCertificate?> _read = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, KeyedCertificate> Read(IConfiguration root, IEnumerable<ListeningAddress> listeners)
    {
        var certificates = new Dictionary<string, KeyedCertificate>(StringComparer.OrdinalIgnoreCase);
        foreach (var listener in listeners.Where(listener => listener.IsHttps))
        {
            var endpoint = root.GetSection(ListeningAddresses.SectionOf(listener.Name));
            var section = SectionFor(root, endpoint);
            if (endpoint.GetSection(nameof(EndpointOptions.Sni)).Exists() || section[nameof(CertificateOptions.Subject)] is { Length: > 0 })
            {
                continue;
            }
            if (string.IsNullOrEmpty(section[nameof(CertificateOptions.Path)]))
            {
                reading.Report(listener.Path, "is https and has no certificate.", $"{DefaultSection} with the Path of a PFX, or with Path and KeyPath of PEM files.");
            }
            else if (Read(section) is { } certificate)
            {
                certificates[listener.Name] = certificate;
            }
        }
        return certificates;
    }

    private static IConfigurationSection SectionFor(IConfiguration root, IConfigurationSection endpoint) =>
        endpoint.GetSection(nameof(EndpointOptions.Certificate)) is var own && own.Exists() ? own : root.GetSection(DefaultSection);

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
        var path = $"{section.Path}:{nameof(CertificateOptions.Path)}";
        var content = reading.ReadFile(path, section[nameof(CertificateOptions.Path)]!);
        var key = section[nameof(CertificateOptions.KeyPath)] is { Length: > 0 } keyFile ? reading.ReadSecretFile($"{section.Path}:{nameof(CertificateOptions.KeyPath)}", keyFile) : content;
        if (content is null || key is null)
        {
            return null;
        }
        var certificate = KeyedCertificate.Parse(content, key, section[nameof(CertificateOptions.Password)] is { Length: > 0 } password ? new Secret(password) : null);
        if (certificate is null)
        {
            reading.Report(path, "holds no certificate with its private key, or the password is wrong.", "PEM with BEGIN CERTIFICATE and a KeyPath with BEGIN PRIVATE KEY, or a PFX with its Password.");
        }
        else if (certificate.HasEnded)
        {
            reading.Warn(path, $"the certificate ended on {certificate.NotAfter:yyyy-MM-dd}, so callers will not accept it.", "have a new one issued, and put it into this file.");
        }
        return certificate;
    }
}
