using CiamGateway.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Hosting;

/// <summary>
/// What only a restart applies is said when it changes; SIGHUP, which takes no restart, has the rest read again.
/// </summary>
public sealed class RestartDemandTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    private const string File = "config/routes.json";

    [Fact]
    public async Task A_change_that_takes_a_restart_is_a_warning_until_it_is_taken_back()
    {
        await using var gateway = await FileGateway.StartAsync(ConfigurationFolder.Sound().With(File, With("")));
        await ChangeAsync(
            """
            "Kestrel": { "EndpointDefaults": { "Protocols": "Http1" } },
            "Gateway": { "Audit": { "QueueSize": 77 }, "Limits": { "MaxConcurrentConnections": 500, "MaxRequestHeaderCount": 70 } },
            """,
            1
        );
        await gateway.SaysAsync(
            "Kestrel:EndpointDefaults:Protocols: has changed, but takes effect only after a restart. Fix: "
                + "restart the gateway, or take the change back."
        );
        Assert.Equal(
            ["Gateway:Audit:QueueSize", "Gateway:Limits:MaxConcurrentConnections", "Kestrel:EndpointDefaults:Protocols"],
            Warned()
        );
        await ChangeAsync("", 2);
        Assert.Empty(Warned());

        async Task ChangeAsync(string sections, int times)
        {
            gateway.Rename(File, With(sections));
            await gateway.ReloadedAsync("applied", times);
        }

        IEnumerable<string> Warned() =>
            gateway
                .Services.GetRequiredService<ConfigurationHistory>()
                .Current.Warnings.Where(warning => warning.Message.Contains("restart", StringComparison.Ordinal))
                .Select(warning => warning.Path)
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void What_listeners_present_and_whatever_else_is_followed_takes_none()
    {
        using var folder = ConfigurationFolder.Sound().With("gateway.pfx", "").With("other.pfx", "");
        var (started, changed) = (Load("gateway.pfx", "5"), Load("other.pfx", "6"));
        Assert.Empty(RestartRequirements.Between(started, changed));

        GatewayConfiguration Load(string certificate, string limit) =>
            folder.Load($"--Kestrel:Certificates:Default:Path={certificate}", $"--Gateway:Limits:PerCaller:Concurrency={limit}");
    }

    [Fact]
    public void A_certificate_of_a_single_host_name_takes_one()
    {
        using var folder = ConfigurationFolder.Sound();
        var key = "Kestrel:Endpoints:Callers:Sni:gateway.example.com:Certificate:Path";
        Assert.Equal(
            [key],
            RestartRequirements
                .Between(folder.Load($"--{key}=gateway.pfx"), folder.Load($"--{key}=other.pfx"))
                .Select(demand => demand.Path)
        );
    }

    [Fact]
    public async Task SIGHUP_has_the_configuration_read_again()
    {
        await using var api = await Upstream.StartAsync(_ => Task.CompletedTask);
        await using var gateway = await RunningGateway.StartAsync(authorizationServer.TokenEndpoint, api.Address, []);
        gateway.Signal("HUP");
        await gateway.SaysAsync("Configuration reloaded");
        using var caller = Http.To(gateway.Address);
        using var answer = await caller.GetAsync("/Domains", TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)answer.StatusCode);
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.EndAsync());
    }

    private static string With(string sections) =>
        $$"""
            {
            {{sections}}
            "ReverseProxy": { "Routes": { "all": { "ClusterId": "provisioning", "Match": { "Path": "/{**rest}" },
              "Transforms": [ { "AccessToken": "none" } ] } } }
            }
            """;
}
