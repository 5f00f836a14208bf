using System.Diagnostics;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;

namespace CiamGateway.Chaos.Gateway;

/// <summary>One gateway, at the same ports however often it is started again.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private const int WrongConfiguration = 1;

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);

    private readonly string _program;
    private readonly GatewayFiles _files;
    private readonly PreloadedClock? _clock;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(2) };
    private Process? _process;
    private bool _isToRun;

    /// <param name="program">The native binary, or the assembly of a build that depends on the framework.</param>
    public Replica(string name, string program, GatewayFiles files, PreloadedClock? clock)
    {
        (Name, _program, _files, _clock) = (name, Path.GetFullPath(program), files, clock);
        Url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        Management = new Uri($"http://127.0.0.1:{FreePort.Take()}");
    }

    public string Name { get; }

    public Uri Url { get; }

    public Uri Management { get; }

    public string AuditFile => Path.Combine(_files.AuditFolder, $"audit-{Name}.json");

    /// <summary>Megabytes of memory that the next process may manage; null if it may take what the machine has.</summary>
    public int? HeapLimit { get; set; }

    public GatewayLog Log { get; } = new();

    public int Id => _process?.Id ?? 0;

    /// <summary>Whether a balancer gives it calls.</summary>
    public bool IsInService { get; private set; }

    /// <summary>When the process began that runs now.</summary>
    public TimeSpan Began { get; private set; }

    /// <summary>Whether it has ended although it was not stopped.</summary>
    public bool HasEnded => _isToRun && _process is { HasExited: true };

    /// <summary>
    /// Starts it, and gives it calls as soon as it says that it is ready. As an orchestrator does, it starts it again if it ends because a
    /// file of the configuration is missing or broken.
    /// </summary>
    public async Task StartAsync()
    {
        var end = RunClock.Now + LongestStart;
        do
        {
            StartProcess();
        } while (!await IsReadyAsync(end));
        (_isToRun, IsInService) = (true, true);
    }

    /// <summary>Ends it as an orchestrator does: SIGTERM; no more calls as soon as it is not ready.</summary>
    public async Task StopAsync()
    {
        _isToRun = false;
        Signal("TERM");
        for (var left = 100; left > 0 && await IsReadyAsync(); left--)
        {
            await Task.Delay(50);
        }
        IsInService = false;
        await _process!.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(40));
    }

    /// <summary>Ends it without notice.</summary>
    public void Kill()
    {
        (_isToRun, IsInService) = (false, false);
        _process!.Kill();
        _process.WaitForExit();
    }

    /// <param name="name">As <c>kill</c> knows it: HUP, STOP, CONT.</param>
    public void Signal(string name) => Shell.Run($"kill -{name} {Id}");

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _client.GetAsync(new Uri(Management, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public Task<string> MetricsAsync() => _client.GetStringAsync(new Uri(Management, "/metrics"));

    /// <summary>Bytes of memory that it occupies.</summary>
    public long Memory => _process is { HasExited: false } process ? Refreshed(process).WorkingSet64 : 0;

    public ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            Kill();
        }
        _client.Dispose();
        _process?.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Process Refreshed(Process process)
    {
        process.Refresh();
        return process;
    }

    private void StartProcess()
    {
        Began = RunClock.Now;
        var start = new ProcessStartInfo
        {
            WorkingDirectory = _files.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.FileName, var arguments) = _program.EndsWith(".dll", StringComparison.Ordinal)
            ? ("dotnet", [_program])
            : (_program, Array.Empty<string>());
        foreach (var argument in arguments.Concat(Settings()))
        {
            start.ArgumentList.Add(argument);
        }
        start.Environment.Remove("ASPNETCORE_URLS");
        if (HeapLimit is { } megabytes)
        {
            start.Environment["DOTNET_GCHeapHardLimit"] = $"{megabytes * 1024 * 1024:X}";
        }
        _clock?.AddTo(start);
        _process = Process.Start(DefaultSignals.For(start))!;
        Log.Follow(_process);
    }

    private IEnumerable<string> Settings() =>
        [
            $"--Kestrel:Endpoints:Callers:Url={Url}",
            $"--Gateway:Management:Url={Management}",
            $"--Gateway:Audit:File={AuditFile}",
            .. _files.SideNames.Select(side => $"--Gateway:TokenClients:{side}:RequestHeaders:{AuthorizationServer.ReplicaHeader}={Name}"),
        ];

    /// <returns>Whether it is ready; if not, it has found a problem of the configuration.</returns>
    private async Task<bool> IsReadyAsync(TimeSpan end)
    {
        while (!await IsReadyAsync())
        {
            if (_process!.HasExited && _process.ExitCode == WrongConfiguration && RunClock.Now < end)
            {
                await Task.Delay(500);
                return false;
            }
            if (_process.HasExited || RunClock.Now > end)
            {
                throw new InvalidOperationException($"Gateway {Name} is not ready in time. Its log ends:\n{Log.End(20)}");
            }
            await Task.Delay(50);
        }
        return true;
    }
}
