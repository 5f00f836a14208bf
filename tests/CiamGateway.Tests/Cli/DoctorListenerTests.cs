using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary><c>doctor</c> tries every listener, and tells a port that another program took from one of the gateway that runs.</summary>
public sealed class DoctorListenerTests : IAsyncLifetime
{
    private const string Management = "Gateway:Management:Url";
    private ExaminedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ExaminedGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task Listeners_whose_ports_are_free_are_right()
    {
        var run = await _gateway.RunAsync(
            "doctor",
            ("Kestrel:Endpoints:Callers:Url", "http://127.0.0.1:0"),
            (Management, $"http://localhost:{FreePort.Take()}")
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Matches("(?m)^ok +listener 'Callers' +http://127.0.0.1:0; free$", run.Output);
        Assert.Matches(@"(?m)^ok +listener 'Management' +http://localhost:\d+; free$", run.Output);
    }

    [Theory]
    [InlineData("Urls", Management, "Gateway")]
    [InlineData(Management, "Urls", "Management")]
    public async Task A_port_that_another_program_has_is_an_error(string key, string other, string listener)
    {
        var url = $"http://127.0.0.1:{_gateway.Servers.Api.Address.Port}";
        var run = await _gateway.RunAsync("doctor", (key, url), (other, "http://127.0.0.1:0"));
        Assert.Equal((1, "Not fit to serve: 1 error in 5 checks and the configuration.\n"), (run.ExitCode, run.Errors));
        Assert.Contains(
            $"\nerror: listener '{listener}': cannot listen on {url}: another process listens there. "
                + $"Fix: stop that process (ss -ltnp names it), or set {key} to a free port.\n",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_ports_of_the_gateway_that_runs_are_right()
    {
        var servers = _gateway.Servers;
        await using var running = await RunningGateway.StartAsync(servers.AuthorizationServer.TokenEndpoint, servers.Api.Address, []);
        var run = await _gateway.RunAsync(
            "doctor",
            ("Urls", $"{running.Address}"),
            (Management, $"http://*:{running.Management.Port}"),
            ("Gateway:AnonymousCallers", "Allowed")
        );
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Matches("(?m)^ok +listener 'Gateway' +http.*; in use by the gateway that runs on this machine$", run.Output);
        Assert.Matches("(?m)^ok +listener 'Management' +http.*; in use by the gateway that runs on this machine$", run.Output);
    }

    [Fact]
    public async Task An_address_that_this_machine_does_not_have_is_an_error_also_as_JSON()
    {
        var report = await _gateway.ReportAsync(("Urls", "http://192.0.2.1:8080"), ("Gateway:AnonymousCallers", "Allowed"));
        var check = ExaminedGateway.Checks("listener", report).First();
        Assert.Equal(("Urls", "http://192.0.2.1:8080", false), ((string?)check["key"], (string?)check["address"], (bool)check["isInUse"]!));
        Assert.StartsWith(
            "cannot listen on http://192.0.2.1:8080: this machine has no address 192.0.2.1. Fix: set Urls to an address",
            (string?)Assert.Single(check["findings"]!.AsArray())!["text"],
            StringComparison.Ordinal
        );
    }
}
