using System.Net.Sockets;
using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>A start that fails is one line: the address, the configuration key and the fix. It is JSON if the log is JSON.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public static TheoryData<SocketError, string> Refused =>
        new()
        {
            {
                SocketError.AccessDenied,
                $"Urls: cannot listen on http://127.0.0.1:80: the user '{Environment.UserName}' may not listen on ports below 1024. "
                    + "Fix: set Urls to a port from 1024 on, or give the process the capability CAP_NET_BIND_SERVICE."
            },
            {
                SocketError.AddressFamilyNotSupported,
                "Urls: cannot listen on http://127.0.0.1:80: this machine has no IPv6. "
                    + "Fix: set Urls to an IPv4 address, such as http://127.0.0.1:80."
            },
            { SocketError.TooManyOpenSockets, "Urls: cannot listen on http://127.0.0.1:80: too many open files. Fix: correct Urls." },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("Urls", "Urls", "--Gateway:Management:Url=http://127.0.0.1:0")]
    [InlineData("Gateway:Management:Url", "Gateway:Management:Url", "--Urls=http://127.0.0.1:0")]
    [InlineData("Kestrel:Endpoints:Callers:Url", "Kestrel:Endpoints:Callers:Url", "--Gateway:Management:Url=http://127.0.0.1:0")]
    public async Task A_port_that_is_taken(string key, string setting, string other)
    {
        await using var taken = await Upstream.StartAsync(_ => Task.CompletedTask);
        var url = $"http://127.0.0.1:{taken.Address.Port}";
        await FailsAsync(
            $"command line: {key}: cannot listen on {url}: another process listens there. "
                + $"Fix: stop that process (ss -ltnp names it), or set {key} to a free port.",
            $"--{setting}={url}",
            other
        );
    }

    [Fact]
    public async Task A_port_that_is_taken_on_one_of_several_addresses()
    {
        await using var taken = await Upstream.StartAsync(_ => Task.CompletedTask);
        foreach (var host in new[] { "localhost", "*" })
        {
            var url = $"http://{host}:{taken.Address.Port}";
            await FailsAsync(
                $"command line: Urls: cannot listen on {url}: another process listens there. Fix: ",
                $"--Urls={url}",
                "--Gateway:Management:Url=http://127.0.0.1:0",
                "--Gateway:AnonymousCallers=Allowed"
            );
        }
    }

    [Fact]
    public async Task An_address_that_this_machine_does_not_have() =>
        await FailsAsync(
            "command line: Urls: cannot listen on http://192.0.2.1:8080: this machine has no address 192.0.2.1. "
                + "Fix: set Urls to an address of this machine (ip address lists them), or to * for every address.",
            "--Urls=http://192.0.2.1:8080",
            "--Gateway:AnonymousCallers=Allowed"
        );

    [Fact]
    public async Task A_folder_of_a_socket_that_does_not_exist() =>
        await FailsAsync(
            $"command line: Urls: cannot listen on http://unix:{_folder.Path}/missing/gateway.sock: "
                + $"the folder '{_folder.Path}/missing' does not exist. Fix: create it, or correct Urls.",
            $"--Urls=http://unix:{_folder.Path}/missing/gateway.sock",
            "--Gateway:Management:Url=http://127.0.0.1:0",
            "--Gateway:AnonymousCallers=Allowed"
        );

    [Fact]
    public async Task A_certificate_that_is_not_in_the_store() =>
        await FailsAsync(
            "command line: Kestrel:Certificates:Default:Subject: cannot listen on https://127.0.0.1:0: the operating system's store has "
                + "no valid certificate of the subject 'nobody.example' with its private key. Fix: import it",
            "--Urls=https://127.0.0.1:0",
            "--Gateway:Management:Url=http://127.0.0.1:0",
            "--Kestrel:Certificates:Default:Subject=nobody.example"
        );

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_the_operating_system_refuses(SocketError error, string expected) =>
        Assert.Equal(
            expected,
            StartFailure.Explain(_folder.Load("--Urls=http://127.0.0.1:80"), new IOException(), _ => error) with { Place = null } + ""
        );

    [Fact]
    public void What_has_another_cause_is_quoted()
    {
        var problem = StartFailure.Explain(_folder.Load(), new InvalidOperationException("no such endpoint"), _ => null);
        Assert.StartsWith("the start failed: no such endpoint", problem.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Standard error is redirected here, so the log is JSON unless the configuration says otherwise.</summary>
    private async Task FailsAsync(string expected, params string[] settings)
    {
        var json = await GatewayProcess.RunAsync(_folder.Path, [.. settings, "--Logging:LogLevel:Default=None"]);
        Assert.Equal((1, ""), (json.ExitCode, json.Output));
        var line = JsonNode.Parse(Assert.Single(json.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!;
        Assert.Equal(("Critical", 1013), (line["LogLevel"]!.GetValue<string>(), line["EventId"]!.GetValue<int>()));
        Assert.StartsWith($"The gateway does not start: {expected}", line["Message"]!.GetValue<string>(), StringComparison.Ordinal);
        var text = await GatewayProcess.RunAsync(_folder.Path, [.. settings, "--Logging:Console:FormatterName=simple"]);
        Assert.Equal((1, ""), (text.ExitCode, text.Output));
        Assert.Contains($"ciam-gateway: {expected}", text.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text.Errors, StringComparison.Ordinal);
    }
}
