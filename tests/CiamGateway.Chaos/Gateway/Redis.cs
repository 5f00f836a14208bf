using System.Globalization;

namespace CiamGateway.Chaos.Gateway;

/// <summary>Debian's <c>redis-server</c>, which replicas share.</summary>
internal sealed class Redis : IAsyncDisposable
{
    private RunningCommand? _process;

    public Redis() => Start();

    public int Port { get; } = FreePort.Take();

    public void Start() =>
        _process = Shell.Start(
            "redis-server",
            "--port",
            Port.ToString(CultureInfo.InvariantCulture),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--logfile",
            "/dev/null"
        );

    public void Kill()
    {
        _process?.Dispose();
        _process = null;
    }

    public void Signal(string name) => Shell.Run($"kill -{name} {_process?.Id}");

    public void Flush() => Shell.Run($"redis-cli -p {Port} flushall >/dev/null");

    public ValueTask DisposeAsync()
    {
        Kill();
        return ValueTask.CompletedTask;
    }
}
