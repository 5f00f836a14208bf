using CiamGateway.Configuration.Secrets;
using CiamGateway.Tokens.SharedCache;
using Garnet;
using StackExchange.Redis;
using Xunit;

[assembly: AssemblyFixture(typeof(RedisFixture))]

namespace CiamGateway.Tests.Support.Redis;

/// <summary>A server that speaks as Redis does, in this process, for all tests that want one; started by the first.</summary>
public sealed class RedisFixture : IAsyncDisposable
{
    private readonly Lazy<Running> _running = new(() => new Running());

    internal int Port => _running.Value.Port;

    /// <summary>What an operator sees who looks into it.</summary>
    internal IDatabase Database => _running.Value.Inspector.GetDatabase();

    /// <summary>The settings of a gateway whose entries are not mixed up with those of other tests.</summary>
    /// <param name="port">Instead of the server's own: that of something in front of it.</param>
    internal TokenCacheSettings Settings(string prefix, int? port = null) =>
        new(
            new Secret($"127.0.0.1:{port ?? Port}", isConnectionString: true),
            "127.0.0.1",
            prefix,
            TimeSpan.FromSeconds(30),
            TimeSpan.FromSeconds(30),
            TimeSpan.FromSeconds(5),
            TimeSpan.FromMilliseconds(500)
        )
        {
            Fingerprint = $"{prefix} {port}",
        };

    /// <summary>The names of the entries of tokens, locks aside.</summary>
    internal List<RedisKey> Entries(string prefix) =>
        [.. Keys(prefix).Where(key => key.ToString().StartsWith($"{prefix}:token:", StringComparison.Ordinal))];

    internal List<RedisKey> Keys(string prefix) => [.. _running.Value.Inspector.GetServers()[0].Keys(pattern: $"{prefix}:*")];

    public async ValueTask DisposeAsync()
    {
        if (_running.IsValueCreated)
        {
            await _running.Value.DisposeAsync();
        }
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly GarnetServer _server;

        public Running()
        {
            Port = FreePort.Take();
            _server = new GarnetServer([
                "--port",
                $"{Port}",
                "--bind",
                "127.0.0.1",
                "--memory",
                "64m",
                "--index",
                "1m",
                "--no-obj",
                "--logger-level",
                "Error",
            ]);
            _server.Start();
            Inspector = ConnectionMultiplexer.Connect($"127.0.0.1:{Port},allowAdmin=true");
        }

        public int Port { get; }

        public ConnectionMultiplexer Inspector { get; }

        public async ValueTask DisposeAsync()
        {
            await Inspector.DisposeAsync();
            _server.Dispose();
        }
    }
}
