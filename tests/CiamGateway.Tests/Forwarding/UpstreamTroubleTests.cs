using CiamGateway.Forwarding.Upstream;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>What is known of a destination between its first failed request and its next answer.</summary>
public sealed class UpstreamTroubleTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 3, 0, 0, TimeSpan.Zero));
    private readonly FakeLogCollector _log = new();
    private readonly UpstreamTrouble _trouble;

    public UpstreamTroubleTests() => _trouble = new UpstreamTrouble(_clock, new FakeLogger<UpstreamTrouble>(_log));

    [Fact]
    public void Every_failed_request_is_counted_and_the_first_is_logged()
    {
        for (var i = 0; i < 3; i++)
        {
            _trouble.Failed(new ProxiedRequest(), i == 0 ? "refuses connections" : "broke its answer off", "check that it runs.");
            _clock.Advance(TimeSpan.FromSeconds(10));
        }
        var found = _trouble.Find("provisioning", "primary")!;
        Assert.Equal(("refuses connections", 3), (found.Message, found.Requests));
        Assert.Equal(new DateTimeOffset(2026, 11, 28, 3, 0, 0, TimeSpan.Zero), found.Time);
        var said = Assert.Single(_log.GetSnapshot());
        Assert.Equal(4003, said.Id.Id);
        Assert.Equal("https://api.example.com/v1", said.GetStructuredStateValue("Address"));
        Assert.Equal("ReverseProxy:Clusters:provisioning:Destinations:primary", said.GetStructuredStateValue("Path"));
    }

    [Fact]
    public void The_end_is_logged_once_with_how_long_it_took_and_what_it_cost()
    {
        _trouble.Answered(new ProxiedRequest());
        Assert.Equal(0, _log.Count);
        _trouble.Failed(new ProxiedRequest(), "refuses connections", "");
        _trouble.Failed(new ProxiedRequest(), "refuses connections", "");
        _clock.Advance(TimeSpan.FromSeconds(90));
        _trouble.Answered(new ProxiedRequest());
        _trouble.Answered(new ProxiedRequest());
        Assert.Null(_trouble.Find("provisioning", "primary"));
        Assert.Equal([4003, 4004], _log.GetSnapshot().Select(record => record.Id.Id));
        const string message = "The API at https://api.example.com/v1 answers again after 90 s, in which 2 requests failed";
        Assert.Equal(message, _log.LatestRecord.Message);
    }

    [Fact]
    public void Destinations_are_told_apart()
    {
        _trouble.Failed(new ProxiedRequest("primary"), "refuses connections", "");
        _trouble.Failed(new ProxiedRequest("secondary"), "refuses connections", "");
        _trouble.Answered(new ProxiedRequest("secondary"));
        Assert.NotNull(_trouble.Find("provisioning", "primary"));
        Assert.Null(_trouble.Find("provisioning", "secondary"));
        Assert.Null(_trouble.Find("other", "primary"));
        _trouble.Answered(new ProxiedRequest("primary"));
        Assert.Null(_trouble.Find("provisioning", "primary"));
    }

    [Fact]
    public void Trouble_of_a_whole_cluster_ends_with_the_answer_of_one_destination()
    {
        _trouble.Failed(new ProxiedRequest(destination: null), "is unhealthy", "");
        Assert.Equal("any destination", _log.LatestRecord.GetStructuredStateValue("Address"));
        Assert.Equal("ReverseProxy:Clusters:provisioning:Destinations", _log.LatestRecord.GetStructuredStateValue("Path"));
        _trouble.Answered(new ProxiedRequest("primary"));
        Assert.Equal([4003, 4004], _log.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public void Trouble_that_comes_and_goes_is_said_three_times_and_then_once_a_minute()
    {
        for (var i = 0; i < 100; i++)
        {
            _trouble.Failed(new ProxiedRequest(), "broke its answer off", "");
            Assert.NotNull(_trouble.Find("provisioning", "primary"));
            _trouble.Answered(new ProxiedRequest());
            Assert.Null(_trouble.Find("provisioning", "primary"));
        }
        Assert.Equal([4003, 4004, 4003, 4004, 4003, 4004], _log.GetSnapshot().Select(record => record.Id.Id));
        _trouble.Failed(new ProxiedRequest("secondary"), "refuses connections", "");
        Assert.Equal(7, _log.Count);
        _trouble.Failed(new ProxiedRequest(), "broke its answer off", "");
        Assert.Equal(7, _log.Count);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _trouble.Failed(new ProxiedRequest(), "broke its answer off", "");
        Assert.Equal((8, 4003), (_log.Count, _log.LatestRecord.Id.Id));
        _trouble.Answered(new ProxiedRequest());
        Assert.EndsWith("in which 99 requests failed", _log.LatestRecord.Message, StringComparison.Ordinal);
    }
}
