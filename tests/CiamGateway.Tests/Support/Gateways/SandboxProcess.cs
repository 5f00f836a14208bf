using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>The sandbox as its users start it, on ports that are free here.</summary>
internal sealed partial class SandboxProcess : IAsyncDisposable
{
    private static readonly string[] UsualPorts = ["8080", "8081", "8085", "8086"];

    private readonly ChildProcess _process;
    private readonly Dictionary<string, string> _ports;

    private SandboxProcess(ChildProcess process, Dictionary<string, string> ports)
    {
        _process = process;
        _ports = ports;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static SandboxProcess Start(string arguments)
    {
        var ports = UsualPorts.ToDictionary(port => port, _ => FreePort.Take().ToString(CultureInfo.InvariantCulture));
        var process = ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "CiamGateway.Sandbox.dll"),
                .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                "--gateway-port",
                ports["8080"],
                "--management-port",
                ports["8081"],
                "--authorization-server-port",
                ports["8085"],
                "--api-port",
                ports["8086"],
            ]
        );
        return new SandboxProcess(process, ports);
    }

    public async Task AssertEndsWellAsync() => Assert.True(await _process.EndAsync() is 0, _process.Described());

    /// <summary>Makes these calls in their order. The sandbox, and not the gateway in its place, answers each.</summary>
    public async Task CurlAsync(IEnumerable<string> lines)
    {
        await Eventually.HoldsAsync(() => _process.Output.Contains("Ctrl+C", StringComparison.Ordinal), process: _process);
        foreach (var line in lines)
        {
            using var http = Http.To(new Uri("http://127.0.0.1"));
            using var request = Curl(line.Split(" | ")[0]);
            using var response = await http.SendAsync(request, Cancellation);
            Assert.False(response.Headers.Contains("Proxy-Status"), $"{line} was answered by the gateway with {(int)response.StatusCode}");
            Assert.True(
                response.IsSuccessStatusCode || request.Method == HttpMethod.Delete,
                $"{line} was answered with {(int)response.StatusCode}"
            );
            Assert.DoesNotContain("stolen", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    /// <summary>The request that this curl line makes; knows the few options that the documentation uses.</summary>
    private HttpRequestMessage Curl(string line)
    {
        var words = new Queue<string>(Words().Matches(line).Skip(1).Select(match => match.Value.Trim('\'')));
        var request = new HttpRequestMessage();
        var contentType = "application/x-www-form-urlencoded";
        string? body = null;
        while (words.TryDequeue(out var word))
        {
            switch (word)
            {
                case "-s":
                    break;
                case "-X":
                    request.Method = new HttpMethod(words.Dequeue());
                    break;
                case "-H" when words.Dequeue().Split(": ", 2) is [var name, var value]:
                    contentType = name == "Content-Type" ? value : contentType;
                    request.Headers.TryAddWithoutValidation(name, value);
                    break;
                case "-d":
                    body = words.Dequeue();
                    request.Method = HttpMethod.Post;
                    break;
                default:
                    request.RequestUri = new Uri(
                        _ports.Aggregate(word, (address, port) =>
                            address.Replace(":" + port.Key, ":" + port.Value, StringComparison.Ordinal)
                        )
                    );
                    break;
            }
        }
        request.Content = body is null ? null : new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue(contentType));
        return request;
    }

    [GeneratedRegex("'[^']*'|[^ ]+")]
    private static partial Regex Words();
}
