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
    private readonly TimeProvider _clock;

    private FileGateway(ConfigurationFolder folder, SandboxGateway gateway, TimeProvider clock)
    {
        (_folder, _gateway, _clock) = (folder, gateway, clock);
        Log = GatewayLog.Of(gateway);
        Caller = Http.To(gateway.Address);
        Operator = Http.To(gateway.Management);
    }

    public FakeLogCollector Log { get; }

    public IServiceProvider Services => _gateway.Services;

    public HttpClient Caller { get; }

    public HttpClient Operator { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="clock">The clock by which the gateway looks for changed files, among others; by default it looks every 10 ms.</param>
    public static async Task<FileGateway> StartAsync(ConfigurationFolder folder, TimeProvider? clock = null)
    {
        clock ??= new HurriedClock();
        var gateway = await SandboxGateway.StartAsync(folder.Path, QuietSettings.With(GatewayLog.Settings), Cancellation, services =>
            services.AddSingleton(clock)
        );
        var running = new FileGateway(folder, gateway, clock);
        await gateway.WaitUntilReadyAsync(Cancellation);
        return running;
    }

    /// <summary>Writes into the file that is there.</summary>
    public void Write(string file, string content) => Write((file, content));

    /// <summary>
    /// Writes into the files that are there, one after the other; a look for changes finds none of the states in between at rest.
    /// </summary>
    public void Write(params (string File, string Content)[] files)
    {
        void WriteAll() => Array.ForEach(files, file => _folder.With(file.File, file.Content));
        if (_clock is HurriedClock hurried)
        {
            hurried.InOneTick(WriteAll);
        }
        else
        {
            WriteAll();
        }
    }

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
        await ChildProcess.RunAsync("mv", "-T", link + ".new", link);
    }

    /// <summary>Waits until so many changes were applied or refused.</summary>
    public Task ReloadedAsync(string outcome = "applied", int times = 1) =>
        Eventually.ValueAsync(() => ReloadsAsync(outcome), count => count >= times, expectation: $"{times} {outcome}");

    /// <summary>How many changes were applied or refused so far.</summary>
    public async Task<int> ReloadsAsync(string outcome) =>
        (int)(await MetricsAsync()).Sum("ciam_gateway_config_reloads_total", $"outcome=\"{outcome}\"");

    /// <summary>Waits until <c>/metrics</c> shows nothing but 0 in a family's series with this label.</summary>
    public Task ShowsNoneAsync(string family, string label) =>
        Eventually.ValueAsync(async () => (await MetricsAsync()).Sum(family, label), sum => sum == 0, what: $"{family}{{{label}}}");

    /// <summary>Waits until the gateway says something that holds this.</summary>
    public Task SaysAsync(string words) =>
        Eventually.HoldsAsync(
            () => Log.GetSnapshot().Any(entry => entry.Message.Contains(words, StringComparison.Ordinal)),
            what: $"the log says '{words}'"
        );

    /// <summary>Waits until a call is answered with this status.</summary>
    public Task AnswersAsync(string path, int status) =>
        Eventually.ValueAsync(
            async () =>
            {
                using var response = await Caller.GetAsync(path, Cancellation);
                return (int)response.StatusCode;
            },
            answered => answered == status,
            what: $"GET {path}",
            expectation: $"status {status}"
        );

    public Task<ScrapedMetrics> MetricsAsync() => ScrapedMetrics.OfAsync(Operator, Cancellation);

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        Operator.Dispose();
        await _gateway.DisposeAsync();
        _folder.Dispose();
    }
}
