using CiamGateway.Callers;
using CiamGateway.Configuration;
using CiamGateway.Limits;
using CiamGateway.Management;

namespace CiamGateway;

/// <summary>Where the gateway listens: Kestrel's own <c>Kestrel</c> section or <c>Urls</c>, and beside it the management listener.</summary>
internal static class Listeners
{
    /// <summary>Kestrel takes LF alone for the end of a line unless it is told not to, and has no option for it.</summary>
    private const string StrictLineEnds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static void Add(ConfigureWebHostBuilder host, GatewayConfiguration configuration)
    {
        var section = Endpoints(configuration).GetSection("Kestrel");
        AppContext.SetSwitch(StrictLineEnds, true);
        // The addresses are endpoints of the section by now; the host would set them a second time, and warn of it.
        host.UseSetting(WebHostDefaults.ServerUrlsKey, "");
        host.UseKestrelCore();
        host.UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ListenerLimits.Follow(kestrel.ApplicationServices.GetRequiredService<ConfigurationInForce>(), kestrel.Limits);
            kestrel.ConfigureHttpsDefaults(kestrel.ApplicationServices.GetRequiredService<CertificateRequest>().Apply);
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(PresentedKey.Remember));
            kestrel.Configure(section).Endpoint(ListeningAddresses.Management, endpoint =>
            {
                endpoint.ListenOptions.Use(ManagementListener.MarkConnections);
                if (endpoint.IsHttps && string.IsNullOrEmpty(configuration.Options.Management.AccessPolicy))
                {
                    CertificateRequest.Withdraw(endpoint.HttpsOptions);
                }
            });
        });
    }

    private static IConfigurationRoot Endpoints(GatewayConfiguration configuration)
    {
        var defaults = new Dictionary<string, string?>();
        if (ListeningAddresses.Endpoints(configuration.Root).Count == 0)
        {
            var urls = ListeningAddresses.Urls(configuration.Root);
            for (var i = 0; i < urls.Length; i++)
            {
                defaults[$"Kestrel:Endpoints:Gateway{(i == 0 ? "" : i)}:Url"] = urls[i];
            }
        }
        defaults[$"Kestrel:Endpoints:{ListeningAddresses.Management}:Url"] = configuration.Options.Management.Url;
        return new ConfigurationBuilder().AddConfiguration(configuration.Root).AddInMemoryCollection(defaults).Build();
    }
}
