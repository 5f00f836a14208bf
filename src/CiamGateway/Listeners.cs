using CiamGateway.Configuration;
using CiamGateway.Limits;
using CiamGateway.Management;

namespace CiamGateway;

/// <summary>Where the gateway listens: Kestrel's own <c>Kestrel</c> section or <c>Urls</c>, and beside it the management listener.</summary>
internal static class Listeners
{
    private const string DefaultUrl = "http://127.0.0.1:8080";
    private const string Management = "Management";

    /// <summary>Kestrel takes LF alone for the end of a line unless it is told not to, and has no option for it.</summary>
    private const string StrictLineEnds = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    public static void Add(ConfigureWebHostBuilder host, GatewayConfiguration configuration)
    {
        var section = Endpoints(configuration).GetSection("Kestrel");
        AppContext.SetSwitch(StrictLineEnds, true);
        host.UseKestrelCore();
        host.UseKestrelHttpsConfiguration();
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ListenerLimits.Follow(kestrel.ApplicationServices.GetRequiredService<ConfigurationInForce>(), kestrel.Limits);
            kestrel.Configure(section).Endpoint(Management, endpoint => endpoint.ListenOptions.Use(ManagementListener.MarkConnections));
        });
    }

    private static IConfigurationRoot Endpoints(GatewayConfiguration configuration)
    {
        var defaults = new Dictionary<string, string?>();
        var named = configuration.Root.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint.Key);
        if (!named.Except([Management], StringComparer.OrdinalIgnoreCase).Any())
        {
            var urls = (configuration.Root["Urls"] ?? DefaultUrl).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            for (var i = 0; i < urls.Length; i++)
            {
                defaults[$"Kestrel:Endpoints:Gateway{(i == 0 ? "" : i)}:Url"] = urls[i];
            }
        }
        defaults[$"Kestrel:Endpoints:{Management}:Url"] = configuration.Options.Management.Url;
        return new ConfigurationBuilder().AddConfiguration(configuration.Root).AddInMemoryCollection(defaults).Build();
    }
}
