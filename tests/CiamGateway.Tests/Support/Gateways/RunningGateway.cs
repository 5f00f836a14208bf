using System.Diagnostics;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>The gateway as a process that serves, with all that it writes.</summary>
internal sealed class RunningGateway : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private RunningGateway(ChildProcess process, DirectoryInfo folder, int port, int managementPort)
    {
        Process = process;
        _folder = folder;
        Address = new Uri($"http://127.0.0.1:{port}");
        Management = new Uri($"http://127.0.0.1:{managementPort}");
    }

    /// <summary>For waits, which end if it ends.</summary>
    public ChildProcess Process { get; }

    public Uri Address { get; }

    public Uri Management { get; }

    /// <summary>The lines of standard output: data.</summary>
    public IReadOnlyList<string> Output => Process.OutputLines;

    /// <summary>The lines of standard error: the log.</summary>
    public IReadOnlyList<string> Errors => Process.ErrorLines;

    /// <param name="settings">Settings of the command line, such as <c>Gateway:Shutdown:Delay</c>, or standard environment variables, which
    /// have no colon.</param>
    /// <param name="readsOutput">Whether anybody reads its standard output; otherwise the pipe is closed.</param>
    /// <param name="output">Takes its standard output in place of the test.</param>
    /// <param name="errors">Takes its standard error in place of the test.</param>
    public static async Task<RunningGateway> StartAsync(
        Uri tokenEndpoint,
        Uri api,
        Dictionary<string, string?> settings,
        bool readsOutput = true,
        UnreadPipe? output = null,
        UnreadPipe? errors = null
    )
    {
        var (port, managementPort) = (FreePort.Take(), FreePort.Take());
        var all = SandboxSettings
            .For(tokenEndpoint, api)
            .Append(new("Gateway:Shutdown:Delay", "00:00:00"))
            .Concat(settings.Where(IsSetting))
            .Append(new("Urls", $"http://127.0.0.1:{port}"))
            .Append(new("Gateway:Management:Url", $"http://127.0.0.1:{managementPort}"));
        var folder = Directory.CreateTempSubdirectory("ciam-gateway-");
        var start = GatewayProcess.StartInfo(folder.FullName, all.Select(setting => $"--{setting.Key}={setting.Value}"));
        foreach (var (name, value) in settings.Where(setting => !IsSetting(setting)))
        {
            start.Environment[name] = value;
        }
        Redirect(start, output is null ? "" : $">'{output.Path}'", errors is null ? "" : $"2>'{errors.Path}'");
        return await ReadyAsync(new RunningGateway(ChildProcess.Start(start, readsOutput), folder, port, managementPort));
    }

    /// <summary>The same, with the configuration of a folder, which is deleted at the end.</summary>
    public static Task<RunningGateway> StartAsync(ConfigurationFolder folder)
    {
        var (port, managementPort) = (FreePort.Take(), FreePort.Take());
        var start = GatewayProcess.StartInfo(
            folder.Path,
            $"--Urls=http://127.0.0.1:{port}",
            $"--Gateway:Management:Url=http://127.0.0.1:{managementPort}",
            "--Gateway:Shutdown:Delay=00:00:00"
        );
        return ReadyAsync(new RunningGateway(ChildProcess.Start(start), new DirectoryInfo(folder.Path), port, managementPort));
    }

    /// <summary>Asks it to end, as an init system does, and waits until it has written all that it writes.</summary>
    public Task StopAsync()
    {
        Signal("TERM");
        return EndAsync();
    }

    /// <param name="name">TERM, INT or HUP.</param>
    public void Signal(string name) => Process.Signal(name);

    /// <returns>The exit code.</returns>
    public Task<int> EndAsync() => Process.EndAsync();

    /// <summary>Waits until a line of the log holds this.</summary>
    public Task SaysAsync(string words) =>
        Eventually.HoldsAsync(
            () => Errors.Any(line => line.Contains(words, StringComparison.Ordinal)),
            process: Process,
            what: $"the log says '{words}'"
        );

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task<RunningGateway> ReadyAsync(RunningGateway gateway)
    {
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

    /// <summary>A shell does so, and becomes the gateway.</summary>
    private static void Redirect(ProcessStartInfo start, params string[] redirections)
    {
        if (redirections.Any(redirection => redirection.Length > 0))
        {
            string[] command = ["-c", $"exec \"$@\" {string.Join(' ', redirections)}", "sh", start.FileName, .. start.ArgumentList];
            start.FileName = "sh";
            start.ArgumentList.Clear();
            Array.ForEach(command, start.ArgumentList.Add);
        }
    }

    private async Task WaitUntilReadyAsync()
    {
        using var watcher = Http.To(Management);
        await Eventually.SucceedsAsync(
            () => watcher.GetStringAsync("/health/ready", TestContext.Current.CancellationToken),
            process: Process
        );
    }

    private static bool IsSetting(KeyValuePair<string, string?> setting) => setting.Key.Contains(':', StringComparison.Ordinal);
}
