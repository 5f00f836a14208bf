using System.Collections.Concurrent;
using System.Diagnostics;
using CiamGateway.Configuration.Secrets;
using CiamGateway.Telemetry.Traces;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>What spans tell of a server that sends a secret where HTTP has none.</summary>
public sealed class MaskedSpanTests
{
    [Theory]
    [InlineData("HTTP/1.1 trapezium-secret Bearer\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntrapezium-secret\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\ntrapezium-secret x: dHJhcGV6aXVtLXNlY3JldA==\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ntrapezium-secret\r\n")]
    public async Task An_exception_of_a_connection_quotes_no_secret(string answer)
    {
        var secret = new Secret("trapezium-secret");
        using var masked = new MaskedSpans(["System.Net.Http"]);
        // Spans of tests beside this one end at the same time.
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = new RawServer(answer);
        using var client = Http.To(server.Address);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync("/", TestContext.Current.CancellationToken));
        var span = Assert.Single(ended, span => span.TagObjects.Any(tag => Equals(tag.Value, server.Address.Port)));
        var told = span.Events.SelectMany(told => told.Tags).Select(tag => $"{tag.Key}={tag.Value}").Append(span.StatusDescription ?? "");
        Assert.All(told, text => Assert.DoesNotContain("trapez", text, StringComparison.OrdinalIgnoreCase));
        Assert.All(told, text => Assert.DoesNotContain("dHJhcGV6", text, StringComparison.Ordinal));
        GC.KeepAlive(secret);
    }

    [Fact]
    public void An_exception_that_a_library_adds_to_a_span_quotes_no_secret()
    {
        var secret = new Secret("trapezium-secret");
        using var masked = new MaskedSpans(["exceptions"]);
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "exceptions",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("exceptions");
        using var span = source.StartActivity("span")!;
        span.AddException(new InvalidOperationException("said trapezium-secret"));
        var tags = Assert.Single(span.Events).Tags.ToDictionary(tag => tag.Key, tag => tag.Value);
        Assert.Equal("said ***", tags["exception.message"]);
        Assert.DoesNotContain("trapez", (string)tags["exception.stacktrace"]!, StringComparison.Ordinal);
        GC.KeepAlive(secret);
    }

    [Fact]
    public void A_span_with_a_secret_in_an_event_is_not_exported()
    {
        var secret = new Secret("trapezium-secret");
        using var masked = new MaskedSpans(["test"]);
        using var span = new Activity("test") { ActivityTraceFlags = ActivityTraceFlags.Recorded };
        span.AddEvent(new ActivityEvent("exception", tags: new() { ["exception.message"] = "said trapezium-secret" }));
        span.SetStatus(ActivityStatusCode.Error);
        masked.OnEnd(span);
        Assert.False(span.Recorded);
        GC.KeepAlive(secret);
    }

    [Fact]
    public void A_failed_span_shows_no_secret_in_its_tags_and_its_status()
    {
        var secret = new Secret("trapezium-secret");
        using var masked = new MaskedSpans(["test"]);
        using var span = new Activity("test").SetTag("words", "trapezium-secret").SetTag("number", 7);
        span.SetStatus(ActivityStatusCode.Error, "said trapezium-secret");
        masked.OnEnd(span);
        Assert.Equal(("said ***", "***", 7), (span.StatusDescription, span.GetTagItem("words"), span.GetTagItem("number")));
        GC.KeepAlive(secret);
    }
}
