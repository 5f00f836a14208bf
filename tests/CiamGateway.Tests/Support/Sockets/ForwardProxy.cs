using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace CiamGateway.Tests.Support.Sockets;

/// <summary>
/// An HTTP proxy that tunnels (CONNECT, RFC 9110 §9.3.6), as edge networks have one: it alone knows the names of servers, all of which are
/// on this machine. It answers plain http itself, with the token that it saw.
/// </summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly RawListener _listener;
    private readonly string? _credential;

    /// <param name="credential">The user name and password that it asks for, with a colon between them.</param>
    /// <param name="port">Where it listens; anywhere without it.</param>
    public ForwardProxy(string? credential = null, int port = 0)
    {
        _credential = credential;
        _listener = new RawListener(ServeAsync, port);
    }

    public string Address => $"http://127.0.0.1:{_listener.Port}";

    /// <summary>The hosts and ports to which it was asked to connect, and the addresses of plain http.</summary>
    public ConcurrentQueue<string> Targets { get; } = [];

    /// <summary>Whether it refuses to connect to anything.</summary>
    public bool Forbids { get; set; }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private async Task ServeAsync(NetworkStream caller, CancellationToken cancellationToken)
    {
        while (await ReadHeadAsync(caller, cancellationToken) is { Length: > 0 } head)
        {
            var target = head.Split(' ')[1];
            _ = int.TryParse(Line(head, "Content-Length: ").Split(' ')[^1], out var length);
            await caller.ReadExactlyAsync(new byte[length], cancellationToken);
            if (Refusal(head) is { } refusal)
            {
                await caller.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {refusal}\r\nContent-Length: 0\r\n\r\n"), cancellationToken);
                continue;
            }
            Targets.Enqueue(target);
            if (target.StartsWith("http:", StringComparison.Ordinal))
            {
                var token = Line(head, "Authorization: ");
                var answer = $"HTTP/1.1 200 OK\r\nContent-Length: {token.Length}\r\n\r\n{token}";
                await caller.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellationToken);
                continue;
            }
            await TunnelAsync(
                caller,
                int.Parse(target.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture),
                cancellationToken
            );
            return;
        }
    }

    private static string Line(string head, string beginning) =>
        head.Split("\r\n").FirstOrDefault(line => line.StartsWith(beginning, StringComparison.Ordinal), "");

    private string? Refusal(string head) =>
        _credential is not null
        && !head.Contains(
            $"Proxy-Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(_credential))}",
            StringComparison.OrdinalIgnoreCase
        )
            ? "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"edge\""
        : Forbids ? "403 Forbidden"
        : null;

    private static async Task TunnelAsync(NetworkStream caller, int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        await using var server = client.GetStream();
        await caller.WriteAsync("HTTP/1.1 200 Connected\r\n\r\n"u8.ToArray(), cancellationToken);
        await Task.WhenAny(caller.CopyToAsync(server, cancellationToken), server.CopyToAsync(caller, cancellationToken));
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        var octet = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(octet, cancellationToken) > 0)
        {
            head.Append((char)octet[0]);
        }
        return head.ToString();
    }
}
