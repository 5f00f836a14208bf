using System.Diagnostics;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Traces;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>Which requests are failures of the server in their spans.</summary>
public sealed class SpanStatusTests
{
    [Theory]
    [InlineData(200, null, ActivityStatusCode.Unset, null)]
    [InlineData(200, "upstream_unreachable", ActivityStatusCode.Error, "upstream_unreachable")]
    [InlineData(401, "caller_unauthenticated", ActivityStatusCode.Unset, "caller_unauthenticated")]
    [InlineData(404, null, ActivityStatusCode.Unset, null)]
    [InlineData(499, "caller_gone", ActivityStatusCode.Unset, "caller_gone")]
    [InlineData(502, null, ActivityStatusCode.Error, "502")]
    [InlineData(503, "token_unavailable", ActivityStatusCode.Error, "token_unavailable")]
    public void What_a_caller_does_wrong_is_no_failure_of_the_server(int status, string? error, ActivityStatusCode expected, string? type)
    {
        using var span = new Activity("request") { IsAllDataRequested = true };
        span.Start();
        var context = new DefaultHttpContext { Response = { StatusCode = status } };
        Spans.Describe(context, new RequestFacts { Error = error }, "GET");
        Assert.Equal((expected, type), (span.Status, span.GetTagItem("error.type")));
    }

    /// <summary>To mask takes milliseconds, which a stranger's calls must not cost.</summary>
    [Fact]
    public void A_failed_span_that_tells_nothing_is_exported_as_it_is()
    {
        using var masked = new MaskedSpans(["test"]);
        using var span = new Activity("test").SetTag("words", "password=trapezium").SetStatus(ActivityStatusCode.Error);
        masked.OnEnd(span);
        Assert.Equal("password=trapezium", span.GetTagItem("words"));
    }
}
