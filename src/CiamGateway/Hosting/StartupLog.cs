using CiamGateway.Configuration.Loading;
using CiamGateway.Forwarding.Routes;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CiamGateway.Hosting;

/// <summary>Says in one line what runs, once it serves.</summary>
internal sealed partial class StartupLog(
    GatewayConfiguration configuration,
    CurrentRoutes routes,
    IServer server,
    IHostApplicationLifetime lifetime,
    ILogger<StartupLog> logger
) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStarted.Register(Announce);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Announce()
    {
        var management = configuration.Options.Management.Url;
        var addresses = server
            .Features.Get<IServerAddressesFeature>()
            ?.Addresses.Where(address => address.TrimEnd('/') != management.TrimEnd('/'))
            ?? [];
        ReadFilesLog.Write(logger, configuration.ReadFiles);
        LogServing(
            logger,
            GatewayMetrics.Version,
            routes.All.Count,
            string.Join(", ", addresses),
            management,
            string.Join(", ", configuration.TokenClients.Keys)
        );
    }

    [LoggerMessage(
        1010,
        LogLevel.Information,
        "CiamGateway {Version} serves {Routes} routes on {Addresses}, management on {Management}, with the token clients {TokenClients}"
    )]
    private static partial void LogServing(
        ILogger logger,
        string version,
        int routes,
        string addresses,
        string management,
        string tokenClients
    );
}
