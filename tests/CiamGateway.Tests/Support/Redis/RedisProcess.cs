using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;
using Xunit;

namespace CiamGateway.Tests.Support.Redis;

/// <summary>Debian's <c>redis-server</c> as a process that can be stopped, killed and started again.</summary>
internal sealed class RedisProcess : IAsyncDisposable
{
    private readonly string[] _arguments;
    private ChildProcess _process;

    private RedisProcess(int port, string[] arguments)
    {
        (Port, _arguments, _process) = (port, arguments, Start(arguments));
    }

    public int Port { get; }

    public static Task<RedisProcess> StartAsync(params string[] arguments)
    {
        var port = FreePort.Take();
        return StartAsync(port, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", .. arguments]);
    }

    public void Hang() => _process.Signal("STOP");

    public void GoOn() => _process.Signal("CONT");

    public Task DieAsync() => _process.DisposeAsync().AsTask();

    public async Task RiseAsync()
    {
        _process = Start(_arguments);
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
            text.Append(key.ToString())
                .Append(' ')
                .AppendLine(System.Text.Encoding.Latin1.GetString((byte[]?)await connection.GetDatabase().StringGetAsync(key) ?? []));
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

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<RedisProcess> StartAsync(int port, string[] arguments)
    {
        var redis = new RedisProcess(port, arguments);
        await redis.WaitAsync();
        return redis;
    }

    private static ChildProcess Start(string[] arguments) => ChildProcess.Start("redis-server", arguments);

    private Task WaitAsync() =>
        Eventually.SucceedsAsync(
            async () =>
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, Port, TestContext.Current.CancellationToken);
            },
            process: _process,
            what: $"Redis listens on port {Port}"
        );
}
