using System.Net;
using System.Text;
using CiamGateway.Callers;
using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>What callers are told when they are turned away, and what operators are.</summary>
public sealed class RefusalTests : IDisposable
{
    private const string Required =
        "Credentials of a caller are required here: an API key, a user name and password, a client certificate or a source address"
        + " that the gateway knows. Nothing was sent to the API.";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogCollector _log = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly CallerRefusals _refusals;

    public RefusalTests()
    {
        var callers = new CurrentCallers(new CurrentConfiguration(_folder.Load()), NullLogger<CurrentCallers>.Instance);
        _refusals = new CallerRefusals(
            callers,
            _metrics,
            new IgnoredCredentials(_clock, NullLogger<IgnoredCredentials>.Instance),
            _clock,
            new FakeLogger<CallerRefusals>(_log)
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unknown_caller_is_asked_for_credentials_and_not_told_what_was_wrong()
    {
        var context = Request();
        _refusals.RefuseUnknown(context, Refusal.ApiKey);
        var error = context.GetGatewayError()!;
        Assert.Equal((401, "caller_unauthenticated", null), (context.Response.StatusCode, error.Problem.Code, error.RetryAfter));
        Assert.Equal(Required, error.Detail);
        Assert.Equal("ApiKey realm=\"ciam-gateway\"", context.Response.Headers.WWWAuthenticate.ToString());
    }

    [Fact]
    public void A_client_that_guesses_passwords_gets_429()
    {
        var context = Request();
        _refusals.RefuseUnknown(context, Refusal.Throttled(TimeSpan.FromSeconds(6)));
        var error = context.GetGatewayError()!;
        Assert.Equal((401, TimeSpan.FromSeconds(6)), (context.Response.StatusCode, error.RetryAfter));
        const string wait =
            "Too many wrong passwords came from this address or for this user name. Wait before the next. Nothing was sent to the API.";
        Assert.Equal(wait, error.Detail);
    }

    [Fact]
    public void A_known_caller_is_told_that_the_route_is_not_for_it()
    {
        var context = Request();
        _refusals.RefuseKnown(context, "payroll", "writers");
        Assert.Equal((403, "caller_not_admitted"), (context.Response.StatusCode, context.GetGatewayError()!.Problem.Code));
        Assert.Equal("This route is not for the caller 'payroll'. Nothing was sent to the API.", context.GetGatewayError()!.Detail);
        Assert.False(context.Response.Headers.ContainsKey("WWW-Authenticate"));
    }

    [Fact]
    public async Task Every_refusal_is_counted_and_of_each_reason_one_a_second_is_logged()
    {
        _refusals.RefuseUnknown(Request(), Refusal.ApiKey);
        _clock.Advance(TimeSpan.FromSeconds(0.9));
        _refusals.RefuseUnknown(Request(), Refusal.ApiKey);
        _refusals.RefuseUnknown(Request(), Refusal.Password);
        Assert.Equal(2, _log.Count);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        _refusals.RefuseUnknown(Request(), Refusal.ApiKey);
        _refusals.RefuseUnknown(Request(), Refusal.ApiKey);
        Assert.Equal(3, _log.Count);
        using var exposed = new MemoryStream();
        await _metrics.Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        var metrics = Encoding.UTF8.GetString(exposed.ToArray());
        Assert.Contains("ciam_gateway_caller_rejections_total{reason=\"api_key\"} 4\n", metrics, StringComparison.Ordinal);
        Assert.Contains("ciam_gateway_caller_rejections_total{reason=\"password\"} 1\n", metrics, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.1")]
    [InlineData("::ffff:203.0.113.1", "203.0.113.1")]
    [InlineData(null, "an unknown address")]
    public void The_log_says_who_was_refused_where_and_why(string? source, string shown)
    {
        var context = Request();
        context.Connection.RemoteIpAddress = source is null ? null : IPAddress.Parse(source);
        (RequestFacts.Of(context).Caller, RequestFacts.Of(context).Route) = ("payroll", "domain-delete");
        _refusals.RefuseKnown(context, "payroll", "writers");
        var message = $"Refused caller 'payroll' from {shown} on route 'domain-delete': the route's policy does not name the caller. ";
        Assert.StartsWith(message, _log.LatestRecord.Message, StringComparison.Ordinal);
    }

    private static DefaultHttpContext Request() => new();
}
