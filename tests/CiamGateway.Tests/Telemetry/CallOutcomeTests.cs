using System.Reflection;
using CiamGateway.Errors;
using CiamGateway.Telemetry.Metrics;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>Which answers are failures, and whose.</summary>
public sealed class CallOutcomeTests
{
    [Theory]
    [InlineData(200, "Succeeded")]
    [InlineData(101, "Succeeded")]
    [InlineData(304, "Succeeded")]
    [InlineData(400, "RequestRejected")]
    [InlineData(404, "RequestRejected")]
    [InlineData(409, "RequestRejected")]
    [InlineData(401, "ApiRefused")]
    [InlineData(403, "ApiRefused")]
    [InlineData(407, "ApiRefused")]
    [InlineData(429, "ApiRefused")]
    [InlineData(500, "ApiFailed")]
    [InlineData(503, "ApiFailed")]
    public void An_answer_of_the_API_tells_by_its_status(int status, string expected) =>
        Assert.Equal(expected, CallOutcomes.Of(null, status).ToString());

    [Fact]
    public void Every_error_of_the_gateway_is_that_of_the_API_of_the_token_of_the_gateway_or_of_the_caller()
    {
        Dictionary<string, string> failures = new()
        {
            ["upstream_unreachable"] = "Unreachable",
            ["upstream_timeout"] = "TimedOut",
            ["token_unavailable"] = "NoToken",
            ["token_refused"] = "NoToken",
            ["token_timeout"] = "NoToken",
            ["internal_error"] = "GatewayFailed",
            ["gateway_overloaded"] = "GatewayFailed",
            ["audit_unavailable"] = "GatewayFailed",
            ["caller_gone"] = "CallerGone",
        };
        var all = typeof(Problems)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => (Problem)field.GetValue(null)!)
            .ToList();
        Assert.Subset(all.Select(problem => problem.Code).ToHashSet(), failures.Keys.ToHashSet());
        Assert.All(all, problem =>
            Assert.Equal(
                failures.GetValueOrDefault(problem.Code, "CallerRefused"),
                CallOutcomes.Of(problem.Code, problem.Status).ToString()
            )
        );
    }
}
