using CiamGateway.Audit;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Audit;

/// <summary>How a target that fails is tried again, what is said of it meanwhile, and what a reload changes.</summary>
public sealed class AuditRecoveryTests : IDisposable
{
    private readonly AuditedFile _file = new();
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly WatchedClock _clock = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly FakeLogger<AuditLog> _log = new();
    private readonly CurrentConfiguration _configuration;
    private readonly AuditLog _audit;

    public AuditRecoveryTests()
    {
        _configuration = new CurrentConfiguration(To(_file.Path));
        _audit = new AuditLog(_configuration, _metrics, _clock, _log);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _audit.Dispose();
        _folder.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task A_target_that_fails_is_named_once_and_tried_again_every_second_until_it_takes_the_lines()
    {
        _file.Block();
        await _audit.StartAsync(Cancellation);
        await _audit.AddAsync(Line("1"), TimeSpan.Zero);
        for (var tries = 1; tries < 4; tries++)
        {
            await TriedAsync(tries);
            Assert.Equal($"{_file.Path}: The file '{_file.Folder}' already exists", _audit.Trouble);
            Assert.False(_audit.IsWritable);
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
        await TriedAsync(4);
        Assert.Equal([7001], _log.Collector.GetSnapshot().Select(entry => entry.Id.Id));
        Assert.InRange((await CountAsync("failed"))!.Value, 3, 4);
        _file.Unblock();
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1", Assert.Single(await _file.LinesAsync(1))["path"]!.ToString());
        await Eventually.HoldsAsync(() => _audit.IsWritable);
        await _audit.AddAsync(Line("2"), TimeSpan.Zero);
        await _file.LinesAsync(2);
        await _audit.StopAsync(Cancellation);
        Assert.Equal([7001, 7002], _log.Collector.GetSnapshot().Select(entry => entry.Id.Id));
        Assert.Equal(2, await CountAsync("written"));
    }

    [Fact]
    public async Task A_target_that_cannot_be_opened_is_tried_again_though_no_line_waits()
    {
        _file.Block();
        await _audit.StartAsync(Cancellation);
        await TriedAsync(1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await TriedAsync(2);
        _file.Unblock();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(() => File.Exists(_file.Path) && _audit.IsWritable);
        Assert.Equal(0, await CountAsync("failed"));
    }

    [Fact]
    public async Task A_line_that_comes_while_a_target_cannot_be_opened_is_tried_with_the_next_attempt()
    {
        _file.Block();
        await _audit.StartAsync(Cancellation);
        await TriedAsync(1);
        await _audit.AddAsync(Line("1"), TimeSpan.Zero);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync(async () => await CountAsync("failed") == 1);
    }

    [Fact]
    public async Task A_target_that_a_reload_brings_is_opened_at_once()
    {
        await _audit.StartAsync(Cancellation);
        await Eventually.HoldsAsync(() => File.Exists(_file.Path));
        _configuration.Apply(To($"{_file.Path}.new"), () => { });
        await Eventually.HoldsAsync(() => File.Exists($"{_file.Path}.new"));
    }

    private GatewayConfiguration To(string file) => _folder.Load("--Gateway:Audit:Target=File", $"--Gateway:Audit:File={file}");

    /// <summary>Waits until so many attempts have failed: each is followed by a wait of a second.</summary>
    private Task TriedAsync(int times) => Eventually.HoldsAsync(() => _clock.Timers(TimeSpan.FromSeconds(1)) == times);

    private Task<double?> CountAsync(string outcome) =>
        Series.OfAsync(_metrics, $"ciam_gateway_audit_lines_total{{outcome=\"{outcome}\"}}");

    private static AuditLine Line(string path) =>
        new(default, "", "payroll", null, "domain-delete", "DELETE", path, null, null, null, 204, null, null, 0);
}
