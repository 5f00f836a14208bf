using System.Net.Sockets;
using System.Text;

namespace CiamGateway.Chaos.Faults.Streams;

/// <summary>The reader of standard output and standard error stops.</summary>
internal sealed class LogIsNotRead : StreamFault
{
    public override Task BeginAsync(FaultTarget target)
    {
        target.Gateway.Log.Pause();
        return Task.CompletedTask;
    }

    public override Task EndAsync(FaultTarget target)
    {
        target.Gateway.Log.Resume();
        return Task.CompletedTask;
    }
}

/// <summary>Somebody asks for metrics and the status again and again, and reads no answer.</summary>
internal sealed class MetricsAreNotRead : StreamFault
{
    private readonly List<TcpClient> _readers = [];

    public override async Task BeginAsync(FaultTarget target)
    {
        for (var count = 0; count < 10; count++)
        {
            var reader = new TcpClient();
            _readers.Add(reader);
            await reader.ConnectAsync(target.Gateway.Management.Host, target.Gateway.Management.Port);
            var path = count % 2 == 0 ? "/metrics" : "/status";
            await reader
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 50)))
                );
        }
    }

    public override Task EndAsync(FaultTarget target)
    {
        _readers.ForEach(reader => reader.Dispose());
        return Task.CompletedTask;
    }
}
