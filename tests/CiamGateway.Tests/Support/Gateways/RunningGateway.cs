using System.Collections.Concurrent;
using System.Diagnostics;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>The gateway as a process that serves, with all that it writes.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;
    private readonly Task _reading;

    private RunningGateway(Process process, DirectoryInfo folder, int port, int managementPort, bool readsOutput)
    {
        _process = process;
        _folder = folder;
        Address = new Uri($"http://127.0.0.1:{port}");
        Management = new Uri($"http://127.0.0.1:{managementPort}");
        _reading = Task.WhenAll(ReadAsync(process.StandardError, Errors), readsOutput ? ReadAsync(process.StandardOutput, Output) : Task.CompletedTask);
    }

    public Uri Address { get; }

    public Uri Management { get; }

    /// <summary>The lines of standard output: data.</summary>
    public ConcurrentQueue<string> Output { get; } = [];

    /// <summary>The lines of standard error: the log.</summary>
    public ConcurrentQueue<string> Errors { get; } = [];

    /// <param name="settings">Settings of the command line, such as <c>Gateway:Shutdown:Delay</c>, or standard environment variables, which have no colon.</param>
    /// <param name="readsOutput">Whether anybody reads its standard output; otherwise the pipe is closed.</param>
    public static async Task<RunningGateway> StartAsync(Uri tokenEndpoint, Uri api, Dictionary<string, string?> settings, bool readsOutput = true)
    {
        var (port, managementPort) = (FreePort.Take(), FreePort.Take());
        var all = SandboxSettings.For(tokenEndpoint, api).Append(new("Gateway:Shutdown:Delay", "00:00:00")).Concat(settings.Where(IsSetting)).Append(new("Urls", $"http://127.0.0.1:{port}")).Append(new("Gateway:Management:Url", $"http://127.0.0.1:{managementPort}"));
        var folder = Directory.CreateTempSubdirectory("ciam-gateway-");
        var start = GatewayProcess.StartInfo(folder.FullName, all.Select(setting => $"--{setting.Key}={setting.Value}"));
        foreach (var (name, value) in settings.Where(setting => !IsSetting(setting)))
        {
            start.Environment[name] = value;
        }
        var process = Process.Start(start)!;
        if (!readsOutput)
        {
            process.StandardOutput.Close();
        }
        var gateway = new RunningGateway(process, folder, port, managementPort, readsOutput);
        try
        {
            await gateway.WaitUntilReadyAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks it to end, as an init system does, and waits until it has written all it wants.</summary>
    public Task StopAsync()
    {
        Signal("TERM");
        return EndAsync();
    }

    /// <param name="name">TERM or INT.</param>
    public void Signal(string name)
    {
        // The shell's own: the program of this name is in a package that a machine with only the SDK need not have.
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {_process.Id}"]);
        kill.WaitForExit();
    }

    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await _reading;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitUntilReadyAsync()
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var ready = Readiness.WaitAsync(Management, waiting.Token);
        var first = await Task.WhenAny(ready, EndAsync());
        await waiting.CancelAsync();
        Assert.True(first == ready, $"the gateway ended before it was ready: {string.Join('\n', Errors)}");
        await ready;
    }

    private static bool IsSetting(KeyValuePair<string, string?> setting) => setting.Key.Contains(':', StringComparison.Ordinal);

    private static async Task ReadAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lines.Enqueue(line);
        }
    }
}
