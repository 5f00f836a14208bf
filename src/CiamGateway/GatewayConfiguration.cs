using CiamGateway.Audit;
using CiamGateway.Callers;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Connections;
using CiamGateway.Connections.Proxies;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Limits;
using CiamGateway.Listening;
using CiamGateway.Listening.Strangers;
using CiamGateway.Listening.Tls;
using CiamGateway.Management;
using CiamGateway.Telemetry.Log;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.SharedCache;

namespace CiamGateway;

/// <summary>
/// One whole configuration: everything that was read, the gateway's part of it bound, and every problem found on the way.
/// </summary>
/// <param name="Arguments">What it was read from, so that it can be read again.</param>
/// <param name="TokenCache">The cache that replicas share; none where tokens are kept in memory only.</param>
/// <param name="ListenerCertificates">The certificates of https listeners, by the names of their endpoints, without the ones that Kestrel
/// reads itself.</param>
/// <param name="Problems">Errors and warnings.</param>
/// <param name="Origins">Where each setting came from.</param>
/// <param name="Files">Every file that was read or looked for.</param>
internal sealed record GatewayConfiguration(
    ConfigurationArguments Arguments,
    IndexedConfiguration Root,
    GatewayOptions Options,
    IReadOnlyDictionary<string, TokenClientSettings> TokenClients,
    IReadOnlyDictionary<string, ClusterSettings> Clusters,
    TokenCacheSettings? TokenCache,
    AccessSettings Access,
    LimitSettings Limits,
    WithheldHeaders RequestHeaders,
    WithheldHeaders ResponseHeaders,
    AuditSettings Audit,
    IReadOnlyDictionary<string, ListenerCertificate> ListenerCertificates,
    IReadOnlyList<ConfigurationProblem> Problems,
    ConfigurationOrigins Origins,
    FileStamps Files
)
{
    /// <summary>The names that routes may use for token clients, those of clients with problems among them.</summary>
    public IReadOnlySet<string> TokenClientNames { get; } =
        new HashSet<string>(Options.TokenClients.Keys, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Whether every file was read. Otherwise <see cref="Problems"/> has only what is wrong with the files that were not.
    /// </summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>What https listeners present to callers that ask for certain host names, by Kestrel's section that names it.</summary>
    public IReadOnlyDictionary<string, KeyedCertificate> HostNameCertificates { get; init; } = new Dictionary<string, KeyedCertificate>();

    /// <summary>Every certificate that the gateway presents, or trusts by a file that the configuration names.</summary>
    public IReadOnlyList<NamedCertificate> Certificates { get; init; } = [];

    /// <summary>The full path of every file that was read, with secrets, keys and certificates.</summary>
    public IReadOnlyList<string> ReadFiles { get; init; } = [];

    /// <summary>The listeners of callers, and last the management listener.</summary>
    public IReadOnlyList<ListeningAddress> Listeners => [.. ListeningAddresses.All(Root, Options.Management.ToListener())];

    /// <summary>Where this machine reaches the management listener; null if that is a Unix socket.</summary>
    public Uri? ManagementAddress => Listeners[^1].LocalAddress;

    /// <summary>Whether operators present credentials of callers, because an access policy guards the management listener.</summary>
    public bool OperatorsAreCallers => !string.IsNullOrEmpty(Options.Management.AccessPolicy);

    /// <summary>The addresses to which the limits of strangers do not apply.</summary>
    public ExpectedAddresses ExpectedAddresses { get; } =
        new(Access.TrustedProxies, Access.Callers.Values.SelectMany(caller => caller.Networks));

    public static GatewayConfiguration Load(ConfigurationArguments arguments)
    {
        var reading = new ConfigurationReading(arguments.ContentRoot);
        var root = ConfigurationSources.Read(arguments, reading);
        var unread = reading.Problems.Count;
        SectionNames.Check(reading);
        LoggingValidator.Check(root, reading);
        if (arguments.ReadEnvironment)
        {
            VariableNames.Check(SectionNames.Nested, reading);
            reading.Add(ProxyVariables.OfProcess.Problems);
        }
        ExposedSecrets.Check(root, SectionNames.Secrets, reading);
        var options = Bind(root, reading);
        ManagementValidator.Check(options, root, reading);
        ConfigurationKeys.Check(root.At(KestrelOptions.Section), GatewayOptionsJsonContext.Default.KestrelOptions, reading.Problems);
        var listeners = ListeningAddresses.All(root, options.Management.ToListener()).ToList();
        ListeningAddressValidator.Check(listeners, reading);
        ListeningAddressValidator.WarnOfIgnoredUrls(root, reading);
        var listenerCertificates = new ListenerCertificateReader(reading);
        var certificates = listenerCertificates.Read(root, listeners);
        ShutdownValidator.Check(options.Shutdown, reading);
        var clients = new TokenClientValidator(reading).Check(options.TokenClients);
        var clusters = new ClusterValidator(reading).Check(options.Clusters, root);
        var tokenCache = TokenCacheValidator.Check(options.TokenCache, reading);
        var withCredentials = string.IsNullOrEmpty(options.Management.AccessPolicy) ? [.. ListeningAddresses.OfCallers(root)] : listeners;
        var access = new AccessValidator(reading).Check(options, withCredentials, root);
        var limits = new LimitValidator(reading).Check(options);
        var headers = new HeaderValidator(reading);
        headers.Check(nameof(options.RequestHeaders), options.RequestHeaders, WithheldHeaders.OfRequests);
        headers.Check(nameof(options.ResponseHeaders), options.ResponseHeaders, WithheldHeaders.OfResponses);
        var ofRequests = WithheldHeaders.OfRequest(options.RequestHeaders);
        var ofResponses = WithheldHeaders.OfResponse(options.ResponseHeaders);
        var audit = AuditValidator.Check(options.Audit, root, arguments.ContentRoot, reading);
        reading.Add(CertificateValidity.Check(reading.Certificates, TimeProvider.System.GetUtcNow(), CertificateValidity.Notice));
        return new GatewayConfiguration(
            arguments,
            root,
            options,
            clients,
            clusters,
            tokenCache,
            access,
            limits,
            ofRequests,
            ofResponses,
            audit,
            certificates,
            ProblemsOf(reading, unread),
            reading.Origins,
            reading.Files
        )
        {
            IsComplete = reading.IsComplete,
            HostNameCertificates = listenerCertificates.OfHostNames,
            Certificates = reading.Certificates,
            ReadFiles = reading.Files.Found(),
        };
    }

    /// <summary>Without a file that cannot be read, everything that it says is missing, which causes further problems.</summary>
    /// <param name="unread">How many of the problems are those of files.</param>
    private static IReadOnlyList<ConfigurationProblem> ProblemsOf(ConfigurationReading reading, int unread) =>
        reading.IsComplete
            ? [.. reading.Problems, .. reading.Warnings]
            :
            [
                .. reading
                    .Problems.Take(unread)
                    .Select(problem => problem with { Message = $"{problem.Message} The rest was not checked." }),
            ];

    private static GatewayOptions Bind(IndexedConfiguration root, ConfigurationReading reading)
    {
        var found = reading.Problems.Count;
        ConfigurationKeys.Check(root.At(GatewayOptions.Section), GatewayOptionsJsonContext.Default.GatewayOptions, reading.Problems);
        SectionNames.NameMisplaced(reading.Problems, found);
        var settings = SecretOrFile.WithoutOverridden(root, reading.Origins, GatewayOptions.Section);
        foreach (var faulty in reading.Problems.Skip(found).SelectMany(problem => root.At(problem.Path).AsEnumerable()))
        {
            settings.Remove(faulty.Key);
        }
        reading.Bound = new IndexedConfiguration(settings);
        return reading.Bound.GetSection(GatewayOptions.Section).Get<GatewayOptions>() ?? new GatewayOptions();
    }
}
