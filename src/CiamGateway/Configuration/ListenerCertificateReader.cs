namespace CiamGateway.Configuration;

/// <summary>What an https listener presents.</summary>
/// <param name="Section">Kestrel's section that names it: the listener's own, or the default.</param>
internal sealed record ListenerCertificate(string Section, KeyedCertificate Certificate);

/// <summary>Reads the certificates that https listeners present, by the names of the listeners. Kestrel would read them once, when it starts; those of the operating system's store and of single host names it still does.</summary>
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
        string[] keys = [nameof(EndpointOptions.Certificate), nameof(EndpointOptions.Sni), nameof(EndpointOptions.SslProtocols), nameof(EndpointOptions.ClientCertificateMode)];
        foreach (var key in keys.Where(key => endpoint.GetSection(key).Exists()))
        {
            reading.Report($"{endpoint.Path}:{key}", "is for https, and this listener's Url is http.", "https in the Url, or remove the key.");
        }
    }

    /// <summary>Without a certificate of its own, a listener may still have those of host names.</summary>
    private void RequireNames(ListeningAddress listener, IConfigurationSection endpoint)
    {
        if (!endpoint.GetSection(nameof(EndpointOptions.Sni)).Exists())
        {
            reading.Report(listener.Path, "is https and has no certificate.", $"{Default} with the Path of a PFX, or with Path and KeyPath of PEM files.");
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
        var path = $"{section.Path}:{nameof(CertificateOptions.Path)}";
        if (section[nameof(CertificateOptions.Subject)] is { Length: > 0 })
        {
            reading.Report($"{section.Path}:{nameof(CertificateOptions.Subject)}", "stands beside a Path: the certificate is either in a file or in the operating system's store.", "one of the two.");
        }
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
