using CiamGateway.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>How the gateway stops, step by step, on a clock that the test owns.</summary>
public sealed class DrainingTests : IDisposable
{
    private const string Shutdown = "--Gateway:Shutdown:";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogger<Draining> _log = new();
    private readonly CurrentConfiguration _current;
    private readonly Draining _draining;

    public DrainingTests()
    {
        _current = new CurrentConfiguration(_folder.Load($"{Shutdown}Delay=00:00:03", $"{Shutdown}Timeout=00:00:20"));
        _draining = new Draining(_current, _clock, _log);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_host_waits_for_delay_and_time_limit_together_also_after_a_reload()
    {
        var host = new HostOptions();
        Draining.Follow(_current, host);
        Assert.Equal(TimeSpan.FromSeconds(23), host.ShutdownTimeout);
        _current.Apply(_folder.Load($"{Shutdown}Delay=00:00:07", $"{Shutdown}Timeout=00:01:00"), () => { });
        Assert.Equal(TimeSpan.FromSeconds(67), host.ShutdownTimeout);
    }

    [Fact]
    public async Task It_serves_on_for_the_whole_delay_and_is_not_ready_from_its_beginning()
    {
        Assert.False(_draining.HasBegun);
        var stopping = _draining.StoppingAsync(CancellationToken.None);
        Assert.True(_draining.HasBegun);
        Assert.Equal(
            "Stopping: reporting not ready, draining for 3 s, then waiting up to 20 s for open requests. "
                + "A second signal ends it at once",
            Assert.Single(_log.Collector.GetSnapshot()).Message
        );
        _clock.Advance(TimeSpan.FromSeconds(2.999));
        Assert.False(stopping.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.001));
        await stopping;
    }

    [Fact]
    public async Task It_serves_no_longer_than_the_host_lets_it()
    {
        using var end = new CancellationTokenSource();
        var stopping = _draining.StoppingAsync(end.Token);
        await end.CancelAsync();
        await stopping;
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 1)]
    public async Task Requests_that_were_cut_off_are_said_and_no_others(bool isCutOff, int warnings)
    {
        await _draining.StoppedAsync(new CancellationToken(isCutOff));
        Assert.Equal(warnings, _log.Collector.GetSnapshot().Count(entry => entry.Id.Id == 6002));
    }

    [Theory]
    [InlineData(false, "HTTP/1.1", "", "")]
    [InlineData(true, "HTTP/1.1", "", "close")]
    [InlineData(true, "HTTP/1.1", "websocket", "")]
    [InlineData(true, "HTTP/2", "", "")]
    [InlineData(true, "HTTP/3", "", "")]
    public async Task Callers_are_told_to_close_their_connection_where_nothing_else_tells_them(
        bool isStopping,
        string protocol,
        string upgrade,
        string connection
    )
    {
        if (isStopping)
        {
            _ = _draining.StoppingAsync(CancellationToken.None);
        }
        var context = new DefaultHttpContext { Request = { Protocol = protocol } };
        if (upgrade.Length > 0)
        {
            context.Request.Headers.Upgrade = upgrade;
        }
        var isCalled = false;
        await _draining.CloseConnections(context, _ =>
        {
            isCalled = true;
            return Task.CompletedTask;
        });
        Assert.True(isCalled);
        Assert.Equal(connection, context.Response.Headers.Connection.ToString());
    }
}
