using CiamGateway.Audit;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Logging.Testing;
using Xunit;

namespace CiamGateway.Tests.Audit;

/// <summary>What becomes of lines that still wait when the gateway stops, on a clock that the test owns.</summary>
public sealed class AuditStopTests : IDisposable
{
    private readonly AuditedFile _file = new();
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly WatchedClock _clock = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly FakeLogger<AuditLog> _log = new();
    private readonly AuditLog _audit;

    public AuditStopTests() =>
        _audit = new AuditLog(
            new CurrentConfiguration(_folder.Load("--Gateway:Audit:Target=File", $"--Gateway:Audit:File={_file.Path}")),
            _metrics,
            _clock,
            _log
        );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _audit.Dispose();
        _folder.Dispose();
        _file.Dispose();
    }

    [Fact]
    public async Task Lines_that_wait_are_written_before_the_end()
    {
        await _audit.StartAsync(Cancellation);
        await AddAsync(700);
        await _audit.StopAsync(Cancellation);
        Assert.Equal(
            Enumerable.Range(0, 700).Select(i => $"/Domains/{i}"),
            (await _file.LinesAsync(700)).Select(line => line["path"]!.ToString())
        );
        Assert.DoesNotContain(_log.Collector.GetSnapshot(), entry => entry.Id.Id == 7003);
    }

    [Fact]
    public async Task A_target_that_takes_lines_again_within_five_seconds_gets_them_all()
    {
        _file.Block();
        await _audit.StartAsync(Cancellation);
        await AddAsync(3);
        await Eventually.HoldsAsync(() => _clock.Timers(TimeSpan.FromSeconds(1)) == 1);
        var stopping = _audit.StopAsync(Cancellation);
        await Eventually.HoldsAsync(() => _clock.Timers(TimeSpan.FromSeconds(5)) == 1);
        _file.Unblock();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await stopping;
        Assert.Equal(["/Domains/0", "/Domains/1", "/Domains/2"], (await _file.LinesAsync(3)).Select(line => line["path"]!.ToString()));
        Assert.Equal(3, await Series.OfAsync(_metrics, "ciam_gateway_audit_lines_total{outcome=\"written\"}"));
        Assert.Equal(0, await Series.OfAsync(_metrics, "ciam_gateway_audit_lines_total{outcome=\"lost\"}"));
    }

    [Fact]
    public async Task After_five_seconds_the_rest_is_counted_and_logged_as_lost()
    {
        await _audit.StartAsync(Cancellation);
        await Eventually.HoldsAsync(() => File.Exists(_file.Path));
        _file.Block();
        await AddAsync(1);
        await Eventually.HoldsAsync(() => _clock.Timers(TimeSpan.FromSeconds(1)) == 1);
        await AddAsync(2);
        var stopping = _audit.StopAsync(Cancellation);
        await Eventually.HoldsAsync(() => _clock.Timers(TimeSpan.FromSeconds(5)) == 1);
        for (var second = 1; second < 5; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await Eventually.HoldsAsync(() => _clock.Timers(TimeSpan.FromSeconds(1)) == second + 1);
            Assert.False(stopping.IsCompleted);
        }
        _clock.Advance(TimeSpan.FromSeconds(1));
        await stopping;
        Assert.Equal(3, await Series.OfAsync(_metrics, "ciam_gateway_audit_lines_total{outcome=\"lost\"}"));
        Assert.Equal(
            ["1 line(s) of the audit log are lost", "2 line(s) of the audit log are lost"],
            _log.Collector.GetSnapshot().Where(entry => entry.Id.Id == 7003).Select(entry => entry.Message).Order(StringComparer.Ordinal)
        );
    }

    /// <summary>Nothing can be lost of a call that came when the log was closed.</summary>
    [Fact]
    public async Task A_line_that_comes_after_the_end_is_counted_and_logged_as_lost()
    {
        await _audit.StartAsync(Cancellation);
        await _audit.StopAsync(Cancellation);
        await AddAsync(1);
        Assert.Equal(1, await Series.OfAsync(_metrics, "ciam_gateway_audit_lines_total{outcome=\"lost\"}"));
    }

    private async Task AddAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _audit.AddAsync(
                new AuditLine(
                    default,
                    "",
                    "payroll",
                    null,
                    "domain-delete",
                    "DELETE",
                    $"/Domains/{i}",
                    null,
                    null,
                    null,
                    204,
                    null,
                    null,
                    0
                ),
                TimeSpan.Zero
            );
        }
    }
}
