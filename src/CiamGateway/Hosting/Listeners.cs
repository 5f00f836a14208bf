using System.Net.Security;
using System.Text;
using CiamGateway.Callers.OpenCalls;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Limits;
using CiamGateway.Listening;
using CiamGateway.Listening.Strangers;
using CiamGateway.Listening.Tls;
using CiamGateway.Management;
using Microsoft.AspNetCore.Server.Kestrel;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace CiamGateway.Hosting;

/// <summary>
/// Where the gateway listens: Kestrel's own <c>Kestrel</c> section or <c>Urls</c>, and beside it the management listener.
/// </summary>
internal static class Listeners
{
    /// <summary>Kestrel takes LF alone for the end of a line by default, and has no public option against it.</summary>
    private const string StrictLineEnds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    /// <summary>
    /// Connections that wait to be accepted, unless the system allows fewer. Linux ignores the handshake of a further one, and its caller
    /// repeats it a second later: .NET's default of 512 is reached when many strangers connect at once.
    /// </summary>
    private const int Backlog = 4096;

    private static readonly SslApplicationProtocol Http10 = new("http/1.0");

    public static void Add(ConfigureWebHostBuilder host, GatewayConfiguration configuration)
    {
        var listeners = ListeningAddresses.All(configuration.Root, configuration.Options.Management.ToListener()).ToList();
        AppContext.SetSwitch(StrictLineEnds, true);
        // The addresses are endpoints of the section by now; the host would set them a second time, and warn of it.
        host.UseSetting(WebHostDefaults.ServerUrlsKey, "");
        host.UseKestrelCore();
        host.UseSockets(sockets => sockets.Backlog = Backlog);
        host.UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The host of a target in absolute form takes the place of Host (RFC 9112 §3.2.2).
            kestrel.AllowHostHeaderOverride = true;
            kestrel.RequestHeaderEncodingSelector = EncodingOf;
            kestrel.ResponseHeaderEncodingSelector = HeaderEncoding.ResponseSelector;
            var current = kestrel.ApplicationServices.GetRequiredService<CurrentConfiguration>();
            var request = kestrel.ApplicationServices.GetRequiredService<CertificateRequest>();
            ListenerLimits.Follow(current, kestrel.Limits);
            var handshakes = kestrel.ApplicationServices.GetRequiredService<TlsHandshakes>();
            var admission = kestrel.ApplicationServices.GetRequiredService<ConnectionAdmission>();
            var connections = kestrel.ApplicationServices.GetRequiredService<ListenerConnections>();
            var openCalls = kestrel.ApplicationServices.GetRequiredService<OpenCallRegistry>();
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                endpoint.Use(connections.Observe);
                endpoint.Use(ConnectionKeyCache.Remember);
                endpoint.Use(ConnectionPassword.Remember);
            });
            kestrel.ConfigureHttpsDefaults(request.Apply);
            var loader = kestrel.Configure(Section(configuration, listeners).GetSection(KestrelOptions.Section));
            List<ListenOptions> withTls = [];
            foreach (var name in listeners.Select(listener => listener.Name))
            {
                loader.Endpoint(name, endpoint =>
                {
                    if (name != ListeningAddresses.Management)
                    {
                        endpoint.ListenOptions.Use(openCalls.Observe);
                    }
                    ConfigureEndpoint(name, endpoint, request, handshakes, admission, current);
                    if (endpoint.IsHttps)
                    {
                        withTls.Add(endpoint.ListenOptions);
                    }
                });
            }
            // Adds the TLS layer to each endpoint. What is added now comes after it.
            loader.Load();
            withTls.ForEach(endpoint => endpoint.Use(TlsClosure.Announce));
        });
    }

    /// <returns>The encoding in which Kestrel reads a request header.</returns>
    /// <exception cref="Microsoft.AspNetCore.Http.BadHttpRequestException">The name is malformed. Kestrel rejects the request.</exception>
    private static Encoding EncodingOf(string header) =>
        header.Length switch
        {
            10 when header.Equals(ConnectionHeaderEncoding.Header, StringComparison.OrdinalIgnoreCase) => ConnectionHeaderEncoding.Instance,
            14 when header.Equals(ContentLengthEncoding.Header, StringComparison.OrdinalIgnoreCase) => ContentLengthEncoding.Instance,
            _ => RequestHeaderNames.EncodingOf(header),
        };

    private static void ConfigureEndpoint(
        string listener,
        EndpointConfiguration endpoint,
        CertificateRequest request,
        TlsHandshakes handshakes,
        ConnectionAdmission admission,
        CurrentConfiguration current
    )
    {
        var isManagement = listener == ListeningAddresses.Management;
        admission.Admit(endpoint.ListenOptions, isManagement);
        if (isManagement)
        {
            endpoint.ListenOptions.Use(endpoint.ListenOptions.ApplicationServices.GetRequiredService<ManagementListener>().MarkConnections);
        }
        if (endpoint.IsHttps && isManagement)
        {
            request.ApplyToOperators(endpoint.HttpsOptions);
        }
        if (current.Current.ListenerCertificates.TryGetValue(listener, out var first))
        {
            endpoint.HttpsOptions.ServerCertificate = first.Certificate.Certificate;
        }
        if (endpoint.IsHttps && endpoint.ConfigSection.GetSection(nameof(EndpointOptions.Sni)).Exists())
        {
            PresentByHostName(listener, first, endpoint.HttpsOptions, current);
        }
        else if (first is not null)
        {
            Present(listener, first, endpoint.HttpsOptions, current);
        }
        if (endpoint.IsHttps)
        {
            AcceptHttp10(endpoint.HttpsOptions);
            ConfigureHandshake(TlsListener.Of(listener, current.Current.Root, first?.Certificate.IsEcdsa), endpoint, handshakes);
        }
    }

    private static void ConfigureHandshake(TlsListener listener, EndpointConfiguration endpoint, TlsHandshakes handshakes)
    {
        endpoint.ListenOptions.Use(handshakes.Observe(listener));
        if (listener.AllowsLegacyCipherSuites)
        {
            var authenticate = endpoint.HttpsOptions.OnAuthenticate;
            endpoint.HttpsOptions.OnAuthenticate = (connection, tls) =>
            {
                authenticate?.Invoke(connection, tls);
                CipherSuites.AllowLegacy(tls);
            };
        }
    }

    /// <summary>Every handshake presents the current certificate.</summary>
    private static void Present(
        string listener,
        ListenerCertificate first,
        HttpsConnectionAdapterOptions https,
        CurrentConfiguration current
    )
    {
        var asksForCertificate = https.OnAuthenticate;
        https.OnAuthenticate = (connection, tls) =>
        {
            asksForCertificate?.Invoke(connection, tls);
            tls.ServerCertificateContext = current.Current.ListenerCertificates.GetValueOrDefault(listener, first).Certificate.Context;
        };
    }

    /// <summary>Kestrel chooses among the certificates that it read at the start. What their files hold now takes their place.</summary>
    private static void PresentByHostName(
        string listener,
        ListenerCertificate? first,
        HttpsConnectionAdapterOptions https,
        CurrentConfiguration current
    )
    {
        var started = current
            .Current.HostNameCertificates.GroupBy(entry => entry.Value.Certificate.Thumbprint)
            .ToDictionary(group => group.Key, group => group.First().Key);
        var asksForCertificate = https.OnAuthenticate;
        https.OnAuthenticate = (connection, tls) =>
        {
            asksForCertificate?.Invoke(connection, tls);
            var chosen = tls.ServerCertificateContext?.TargetCertificate.Thumbprint ?? "";
            var newest =
                started.TryGetValue(chosen, out var section) ? current.Current.HostNameCertificates.GetValueOrDefault(section)
                : chosen == first?.Certificate.Certificate.Thumbprint
                    ? current.Current.ListenerCertificates.GetValueOrDefault(listener)?.Certificate
                : null;
            tls.ServerCertificateContext = newest?.Context ?? tls.ServerCertificateContext;
        };
    }

    /// <summary>
    /// Kestrel refuses the handshake of a caller that offers HTTP/1.0 alone by ALPN (RFC 7301 §3.2), although it serves HTTP/1.0.
    /// </summary>
    private static void AcceptHttp10(HttpsConnectionAdapterOptions https)
    {
        var authenticate = https.OnAuthenticate;
        https.OnAuthenticate = (connection, tls) =>
        {
            authenticate?.Invoke(connection, tls);
            if (tls.ApplicationProtocols?.Contains(SslApplicationProtocol.Http11) == true)
            {
                // A list of its own: all handshakes of an endpoint with Sni share Kestrel's.
                tls.ApplicationProtocols = [.. tls.ApplicationProtocols, Http10];
            }
        };
    }

    /// <summary>Kestrel's section with an endpoint for each address, without the certificates that are read here.</summary>
    private static IConfigurationRoot Section(GatewayConfiguration configuration, IEnumerable<ListeningAddress> listeners)
    {
        var settings = listeners.ToDictionary(
            listener => $"{ListeningAddresses.SectionOf(listener.Name)}:{nameof(EndpointOptions.Url)}",
            listener => (string?)listener.Url
        );
        foreach (var certificate in configuration.ListenerCertificates.Values)
        {
            settings[$"{certificate.Section}:{nameof(CertificateOptions.Path)}"] = null;
        }
        foreach (var (section, certificate) in configuration.HostNameCertificates)
        {
            AddFiles(section, certificate, configuration, settings);
        }
        return new ConfigurationBuilder().AddConfiguration(configuration.Root).AddInMemoryCollection(settings).Build();
    }

    /// <summary>Kestrel reads these files itself: it takes paths from the working directory, and PEM only with a KeyPath.</summary>
    private static void AddFiles(
        string section,
        KeyedCertificate certificate,
        GatewayConfiguration configuration,
        Dictionary<string, string?> settings
    )
    {
        var (pathKey, keyPathKey) = ($"{section}:{nameof(CertificateOptions.Path)}", $"{section}:{nameof(CertificateOptions.KeyPath)}");
        var file = Path.GetFullPath(configuration.Root[pathKey]!, configuration.Arguments.ContentRoot);
        var keyFile = configuration.Root[keyPathKey] is { Length: > 0 } named
            ? Path.GetFullPath(named, configuration.Arguments.ContentRoot)
            : file;
        (settings[pathKey], settings[keyPathKey]) = (file, certificate.IsPem ? keyFile : null);
    }
}
