using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

public sealed class SeriesTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = TimeLimit.Long)]
    public async Task Ten_thousand_hostile_requests_leave_as_many_series_as_ten()
    {
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await RunningGateway.StartAsync(
            authorizationServer.TokenEndpoint,
            api.Address,
            new() { ["Logging:LogLevel:Default"] = "None" }
        );
        await SendAsync(gateway.Address, 0, 10);
        await SeriesAsync(gateway);
        var before = await SeriesAsync(gateway);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(part => SendAsync(gateway.Address, 10 + (part * 1000), part == 9 ? 990 : 1000)));
        Assert.Equal(before, await SeriesAsync(gateway));
        Assert.Contains(before, line =>
            line.StartsWith("ciam_gateway_requests_total{route=\"none\",method=\"other\"", StringComparison.Ordinal)
        );
    }

    private static async Task<List<string>> SeriesAsync(RunningGateway gateway)
    {
        using var http = Http.To(gateway.Management);
        return
        [
            .. (await http.GetStringAsync("/metrics", Cancellation))
                .Split('\n')
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(line => line[..line.LastIndexOf(' ')])
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Everything that a caller may invent, over one connection: methods, paths, queries, hosts, ids, credentials.</summary>
    private static async Task SendAsync(Uri gateway, int first, int count)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, gateway.Port, Cancellation);
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
        for (var i = first; i < first + count; i++)
        {
            var (method, path) = (i % 5) switch
            {
                0 => ($"BREW{i}", "/Domains"),
                1 => ("GET", $"/nowhere/{i}%0A%22%7D?token={i}"),
                2 => ("GET", $"/Domains/hostile-{i}"),
                3 => ($"X{i}", $"/elsewhere/{i}"),
                _ => ("DELETE", $"/Users/{i}"),
            };
            var caller = Convert.ToBase64String(Encoding.ASCII.GetBytes($"caller-{i}:secret"));
            await client
                .GetStream()
                .WriteAsync(
                    Encoding.ASCII.GetBytes(
                        $"{method} {path} HTTP/1.1\r\nHost: host-{i}.example\r\nX-Api-Key: key-{i}\r\nAuthorization: "
                            + $"Basic {caller}\r\nUser-Agent: agent-{i}\r\n\r\n"
                    ),
                    Cancellation
                );
            await SkipAnswerAsync(reader);
        }
    }

    private static async Task SkipAnswerAsync(StreamReader reader)
    {
        var (length, isChunked) = (0, false);
        while (await reader.ReadLineAsync(Cancellation) is { Length: > 0 } header)
        {
            length = header.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase)
                ? int.Parse(header.AsSpan(16), provider: null)
                : length;
            isChunked |= header.StartsWith("Transfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        }
        if (isChunked)
        {
            while (await reader.ReadLineAsync(Cancellation) is not (null or "0")) { }
            await reader.ReadLineAsync(Cancellation);
        }
        if (length > 0)
        {
            await reader.ReadBlockAsync(new char[length], Cancellation);
        }
    }
}
