using System.Diagnostics;
using CiamGateway.Sandbox;
using CiamGateway.Sandbox.Soak;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Support.Gateways;

/// <summary>A whole gateway that runs on the files of a folder, which the test changes as operators and orchestrators do.</summary>
internal sealed class FileGateway : IAsyncDisposable
{
    private readonly ConfigurationFolder _folder;
    private readonly SandboxGateway _gateway;

    private FileGateway(ConfigurationFolder folder, SandboxGateway gateway)
    {
        _folder = folder;
        _gateway = gateway;
        Log = GatewayLog.Of(gateway);
        Caller = Http.To(gateway.Address);
        Operator = Http.To(gateway.Management);
    }

    public FakeLogCollector Log { get; }

    public IServiceProvider Services => _gateway.Services;

    public HttpClient Caller { get; }

    public HttpClient Operator { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="clock">The clock by which the gateway looks for changes, among others.</param>
    public static async Task<FileGateway> StartAsync(ConfigurationFolder folder, TimeProvider? clock = null)
    {
        var gateway = await SandboxGateway.StartAsync(
            folder.Path,
            new Dictionary<string, string?>(GatewayLog.Settings)
            {
                ["Kestrel:Endpoints:Gateway:Url"] = "http://127.0.0.1:0",
                ["Gateway:Management:Url"] = "http://127.0.0.1:0",
                ["Logging:LogLevel:Default"] = "None",
            },
            Cancellation,
            services => services.AddSingleton(clock ?? TimeProvider.System));
        var running = new FileGateway(folder, gateway);
        await gateway.WaitUntilReadyAsync(Cancellation);
        return running;
    }

    /// <summary>Writes into the file that is there.</summary>
    public void Write(string file, string content) => _folder.With(file, content);

    /// <summary>Writes another file and renames it over the one that is there, as careful programs do.</summary>
    public void Rename(string file, string content)
    {
        var path = Path.Combine(_folder.Path, file);
        File.WriteAllText(path + ".new", content);
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Lets a symbolic link lead elsewhere, in one step.</summary>
    public static async Task RelinkAsync(string link, string target)
    {
        Directory.CreateSymbolicLink(link + ".new", target);
        using var move = Process.Start("mv", ["-T", link + ".new", link]);
        await move.WaitForExitAsync(Cancellation);
        Assert.Equal(0, move.ExitCode);
    }

    /// <summary>Waits until so many changes came into force, or were refused.</summary>
    public async Task ReloadedAsync(string outcome = "applied", int times = 1)
    {
        while (await ReloadsAsync(outcome) < times)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    /// <summary>How many changes came into force, or were refused, so far.</summary>
    public async Task<int> ReloadsAsync(string outcome) =>
        (int)(await MetricsAsync()).Sum("ciam_gateway_config_reloads_total", $"outcome=\"{outcome}\"");

    /// <summary>Waits until <c>/metrics</c> shows nothing but 0 in a family's series with this label.</summary>
    public async Task ShowsNoneAsync(string family, string label)
    {
        while ((await MetricsAsync()).Sum(family, label) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    /// <summary>Waits until the gateway says something that holds this.</summary>
    public Task SaysAsync(string words) => TokenEngine.Until(() => Log.GetSnapshot().Any(entry => entry.Message.Contains(words, StringComparison.Ordinal)));

    /// <summary>Waits until a call is answered with this status.</summary>
    public async Task AnswersAsync(string path, int status)
    {
        while (true)
        {
            using var response = await Caller.GetAsync(path, Cancellation);
            if ((int)response.StatusCode == status)
            {
                return;
            }
            await Task.Delay(TimeSpan.FromMilliseconds(20), Cancellation);
        }
    }

    public Task<ScrapedMetrics> MetricsAsync() => ScrapedMetrics.OfAsync(Operator, Cancellation);

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        Operator.Dispose();
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }
}
