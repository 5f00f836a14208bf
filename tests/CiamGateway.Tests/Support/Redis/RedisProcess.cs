using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using Xunit;

namespace CiamGateway.Tests.Support.Redis;

/// <summary>Debian's <c>redis-server</c> as a process that can be stopped, killed and started again.</summary>
internal sealed class RedisProcess : IDisposable
{
    private readonly string[] _arguments;
    private Process _process;
    private bool _isDead;

    private RedisProcess(int port, string[] arguments)
    {
        Port = port;
        _arguments = arguments;
        _process = Start();
    }

    public int Port { get; }

    public static Task<RedisProcess> StartAsync(params string[] arguments)
    {
        var port = FreePort.Take();
        return StartAsync(port, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. arguments]);
    }

    public void Hang() => Signal("STOP");

    public void GoOn() => Signal("CONT");

    public void Die()
    {
        _isDead = true;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    public async Task RiseAsync()
    {
        _process = Start();
        _isDead = false;
        await WaitAsync();
    }

    /// <summary>Runs a command as an operator does.</summary>
    public async Task<RedisResult> AskAsync(string command, params object[] arguments)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},allowAdmin=true");
        return await connection.GetDatabase().ExecuteAsync(command, arguments);
    }

    /// <summary>Every name with its value, as a dump has them.</summary>
    public async Task<string> DumpAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync($"127.0.0.1:{Port},allowAdmin=true");
        var text = new System.Text.StringBuilder();
        await foreach (var key in connection.GetServers()[0].KeysAsync())
        {
            text.Append(key.ToString()).Append(' ').AppendLine(System.Text.Encoding.Latin1.GetString((byte[]?)await connection.GetDatabase().StringGetAsync(key) ?? []));
        }
        return text.ToString();
    }

    /// <summary>Notes every command that arrives, until the cancellation; gives the text of all.</summary>
    public async Task<string> MonitorAsync(CancellationToken cancellationToken)
    {
        using var monitor = new TcpClient();
        await monitor.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        await monitor.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray(), cancellationToken);
        var text = new System.Text.StringBuilder();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await monitor.GetStream().ReadAsync(buffer, cancellationToken) is > 0 and var length)
            {
                text.Append(System.Text.Encoding.Latin1.GetString(buffer, 0, length));
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
        return text.ToString();
    }

    public void Dispose()
    {
        if (!_isDead)
        {
            GoOn();
            Die();
        }
    }

    private static async Task<RedisProcess> StartAsync(int port, string[] arguments)
    {
        var redis = new RedisProcess(port, arguments);
        await redis.WaitAsync();
        return redis;
    }

    private Process Start() => Process.Start(new ProcessStartInfo("redis-server", _arguments) { RedirectStandardOutput = true })!;

    private async Task WaitAsync()
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }
    }

    private void Signal(string name)
    {
        // The shell's own: the program of this name is in a package that a machine with only the SDK need not have.
        using var kill = Process.Start("sh", ["-c", $"kill -{name} {_process.Id}"]);
        kill.WaitForExit();
    }
}
