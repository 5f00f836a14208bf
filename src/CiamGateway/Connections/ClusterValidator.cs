using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections.Proxies;

namespace CiamGateway.Connections;

/// <summary>Every rule for the connections of clusters.</summary>
internal sealed class ClusterValidator(ConfigurationReading reading)
{
    private const string ProxySection = $"{SectionNames.Proxy}:Clusters";

    public IReadOnlyDictionary<string, ClusterSettings> Check(IReadOnlyDictionary<string, ClusterOptions> clusters, IConfiguration root)
    {
        var known = root.GetSection(ProxySection).GetChildren().Select(cluster => cluster.Key).ToList();
        known.ForEach(name => CheckOwnProxy($"{ProxySection}:{name}:HttpClient:WebProxy:Address", root));
        return clusters.ToDictionary(
            cluster => cluster.Key,
            cluster => Check(cluster.Key, cluster.Value, known, root),
            StringComparer.OrdinalIgnoreCase
        );
    }

    /// <summary>Of YARP's key for a proxy. That it is an absolute address is checked with the rest of YARP's section.</summary>
    private void CheckOwnProxy(string path, IConfiguration root)
    {
        if (Uri.TryCreate(root[path], UriKind.Absolute, out _))
        {
            OutboundProxyReader.ReadAddress(path, root[path], reading);
        }
    }

    private ClusterSettings Check(string name, ClusterOptions options, List<string> known, IConfiguration root)
    {
        var path = $"{GatewayOptions.Section}:{nameof(GatewayOptions.Clusters)}:{name}";
        var contentsBefore = reading.Contents.Count;
        if (!known.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            reading.Report(
                path,
                $"'{name}' is not a cluster.",
                NearestName.Of(name, known) is { } nearest ? $"write '{nearest}'." : $"define it under {ProxySection}, or remove it.",
                refersTo: $"{ProxySection}:{name}"
            );
        }
        var proxy = OutboundProxyReader.Read($"{path}:{nameof(options.Proxy)}", options.Proxy, reading);
        var isSaidByYarp = !string.IsNullOrEmpty(root[$"{ProxySection}:{name}:HttpClient:WebProxy:Address"]);
        if (isSaidByYarp && !string.IsNullOrEmpty(options.Proxy.Address))
        {
            reading.Report(
                $"{path}:{nameof(options.Proxy)}:{nameof(options.Proxy.Address)}",
                "is given beside HttpClient:WebProxy of the cluster.",
                "keep one of them."
            );
        }
        var certificate = ClusterCertificateReader.Read(path, options, reading);
        if (!string.IsNullOrEmpty(options.CertificateFile))
        {
            CheckDestinations(name, $"{path}:{nameof(options.CertificateFile)}", root);
        }
        var trusted = PemCertificates.ReadOptional(
            CertificateUsage.TrustedDestination,
            $"{path}:{nameof(options.TrustedCertificatesFile)}",
            options.TrustedCertificatesFile,
            reading
        );
        OptionRanges.Check(path, options, GatewayOptionsJsonContext.Default.ClusterOptions, reading);
        return new ClusterSettings(
            isSaidByYarp ? null : proxy,
            trusted,
            Fingerprint.Of(options, GatewayOptionsJsonContext.Default.ClusterOptions, reading.Contents.Skip(contentsBefore))
        )
        {
            Certificate = certificate,
            ConnectionLifetime = options.ConnectionLifetime,
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
        };
    }

    /// <summary>A certificate is presented in a TLS handshake, which http has none of.</summary>
    private void CheckDestinations(string cluster, string certificatePath, IConfiguration root)
    {
        foreach (var destination in root.GetSection($"{ProxySection}:{cluster}:Destinations").GetChildren())
        {
            if (Uri.TryCreate(destination["Address"], UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp)
            {
                reading.Report(
                    $"{destination.Path}:Address",
                    $"is http, which has no TLS handshake to present the certificate of {certificatePath} in.",
                    "write https."
                );
            }
        }
    }
}

/// <summary>Reads the certificate that the gateway presents to a cluster's destinations.</summary>
internal static class ClusterCertificateReader
{
    /// <returns>Null if there is none, or it has a problem.</returns>
    public static KeyedCertificate? Read(string path, ClusterOptions options, ConfigurationReading reading)
    {
        var (filePath, keyPath) = ($"{path}:{nameof(options.CertificateFile)}", $"{path}:{nameof(options.CertificateKeyFile)}");
        var password = new SecretReference(
            $"{path}:{nameof(options.CertificatePassword)}",
            options.CertificatePassword,
            options.CertificatePasswordFile
        );
        if (!string.IsNullOrEmpty(options.CertificateFile))
        {
            return new CertificateFiles(filePath, options.CertificateFile, keyPath, options.CertificateKeyFile, password).Read(
                CertificateUsage.Cluster,
                reading
            );
        }
        var keyFile = string.IsNullOrEmpty(options.CertificateKeyFile) ? null : keyPath;
        foreach (var key in new[] { keyFile, password.IsGiven ? password.GivenPath : null }.OfType<string>())
        {
            reading.Report(key, "is not used without CertificateFile.", "remove it, or name the file of the certificate.");
        }
        return null;
    }
}
