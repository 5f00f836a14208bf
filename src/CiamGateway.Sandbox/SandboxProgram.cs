using CiamGateway.Sandbox.AuthorizationServer;
using CiamGateway.Sandbox.ProvisioningApi;
using CiamGateway.Sandbox.Soak;
using CiamGateway.Sandbox.Tour;

namespace CiamGateway.Sandbox;

/// <summary>Starts the servers one after the other, then plays the tour or serves until it is stopped.</summary>
internal static class SandboxProgram
{
    public static async Task<int> RunAsync(SandboxOptions options, CancellationToken cancellationToken)
    {
        try
        {
            await using var server = await SandboxAuthorizationServer.StartAsync(
                new AuthorizationServerOptions
                {
                    Port = options.AuthorizationServerPort,
                    TokenLifetime = options.TokenLifetime,
                    WithheldScope = options.WithheldScope,
                },
                cancellationToken
            );
            await using var api = await SandboxProvisioningApi.StartAsync(
                new ProvisioningApiOptions
                {
                    Port = options.ApiPort,
                    Issuer = server.Address,
                    HasExamples = true,
                    HasBareLists = options.HasBareLists,
                    SiblingTokenLifetime = options.TokenLifetime,
                },
                cancellationToken
            );
            var settings = SandboxSettings.ForFamily(server.TokenEndpoint, api.Address);
            await using var gateway = options.Gateway is null
                ? await SandboxGateway.StartAsync(WithPorts(settings, options), cancellationToken)
                : null;
            var address = gateway?.Address ?? options.Gateway!;
            var management = gateway?.Management ?? new UriBuilder(address) { Port = options.ManagementPort }.Uri;
            if (gateway is not null || options.PlaysTour || options.Soak is not null)
            {
                await Readiness.WaitAsync(management, cancellationToken);
            }
            if (options.Soak is { } duration)
            {
                return await SoakRun.RunAsync(address, management, duration, options.TokenLifetime, Console.Out, cancellationToken) ? 0 : 1;
            }
            if (options.PlaysTour)
            {
                return await DayOfALegacyApplication.PlayAsync(address, api.Address, Console.Out, cancellationToken) ? 0 : 1;
            }
            Welcome.Write(Console.Out, address, gateway?.Management, server, api, settings);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (TimeoutException exception)
        {
            await Console.Error.WriteLineAsync(
                $"{exception.Message}. Fix: read the gateway's log, and give its management port with --management-port."
            );
            return 1;
        }
        catch (IOException exception)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} Fix: stop what listens there, or choose other ports (--help).");
            return 1;
        }
    }

    private static Dictionary<string, string?> WithPorts(Dictionary<string, string?> settings, SandboxOptions options) =>
        new(settings)
        {
            ["Kestrel:Endpoints:Gateway:Url"] = $"http://127.0.0.1:{options.GatewayPort}",
            ["Gateway:Management:Url"] = $"http://127.0.0.1:{options.ManagementPort}",
            ["Gateway:Audit:Target"] = options.PlaysTour ? "None" : "StandardOutput",
            ["Gateway:Shutdown:Delay"] = "00:00:00",
        };
}
