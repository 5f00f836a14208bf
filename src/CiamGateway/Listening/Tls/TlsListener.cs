namespace CiamGateway.Listening.Tls;

/// <summary>What an https listener accepts, as its configuration says.</summary>
/// <param name="Section">The section whose keys change it.</param>
/// <param name="IsEcdsa">Whether its certificate has a key for ECDSA; null if that is not known.</param>
internal sealed record TlsListener(string Section, bool? IsEcdsa)
{
    public const int Tls12 = 0x0303;
    public const int Tls13 = 0x0304;

    public bool AllowsLegacyCipherSuites { get; private init; }

    public bool RequiresCertificate { get; private init; }

    /// <summary>The lowest version; OpenSSL 3 has none below TLS 1.2.</summary>
    public int Version { get; private init; }

    /// <summary>The host names that have settings of their own, which are the only ones then; none for all.</summary>
    public IReadOnlyList<string> HostNames { get; private init; } = [];

    public static TlsListener Of(string name, IConfiguration root, bool? isEcdsa)
    {
        var own = root.GetSection(ListeningAddresses.SectionOf(name));
        var defaults = root.GetSection($"{KestrelOptions.Section}:{nameof(KestrelOptions.EndpointDefaults)}");
        IConfigurationSection Find(string key) => own.GetSection(key).Exists() ? own.GetSection(key) : defaults.GetSection(key);
        var versions = Find(nameof(EndpointOptions.SslProtocols)).GetChildren().Select(version => version.Value).ToList();
        return new TlsListener(own.Exists() ? own.Path : defaults.Path, isEcdsa)
        {
            AllowsLegacyCipherSuites = bool.TryParse(Find(nameof(EndpointOptions.AllowLegacyCipherSuites)).Value, out var allows) && allows,
            RequiresCertificate = "RequireCertificate".Equals(
                Find(nameof(EndpointOptions.ClientCertificateMode)).Value,
                StringComparison.OrdinalIgnoreCase
            ),
            Version = versions.Count == 0 || versions.Contains("Tls12", StringComparer.OrdinalIgnoreCase) ? Tls12 : Tls13,
            HostNames = [.. own.GetSection(nameof(EndpointOptions.Sni)).GetChildren().Select(host => host.Key)],
        };
    }

    /// <summary>Whether Kestrel has settings for a host name: its own, those of "*.example.com", or those of "*".</summary>
    public bool Knows(string? host)
    {
        foreach (var name in HostNames)
        {
            if (
                name == "*"
                || (
                    host is not null
                    && (
                        name.Equals(host, StringComparison.OrdinalIgnoreCase)
                        || (name.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(name[1..], StringComparison.OrdinalIgnoreCase))
                    )
                )
            )
            {
                return true;
            }
        }
        return HostNames.Count == 0;
    }
}
