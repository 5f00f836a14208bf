using CiamGateway.Callers;
using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static CiamGateway.Tests.Support.TestCallers;

namespace CiamGateway.Tests.Callers;

/// <summary>What a refused caller is answered, and what the operator sees of it.</summary>
public sealed class CallerRefusalsTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeLogCollector _log = new();
    private readonly GatewayMetrics _metrics = new();
    private readonly CallerRefusals _refusals;

    public CallerRefusalsTests() =>
        _refusals = new CallerRefusals(
            Current(Access(WithKeys("payroll", "key"))),
            _metrics,
            new IgnoredCredentials(_clock, Logger<IgnoredCredentials>(_log)),
            _clock,
            Logger<CallerRefusals>(_log)
        );

    public static TheoryData<string> Reasons => ["missing", "malformed", "api_key", "password", "certificate", "network", "conflict"];

    [Theory]
    [MemberData(nameof(Reasons))]
    public async Task Every_reason_has_the_same_answer_and_its_own_count(string reason)
    {
        var context = From("203.0.113.1");
        _refusals.RefuseUnknown(context, Known(reason));

        var error = context.GetGatewayError()!;
        Assert.Equal((401, "caller_unauthenticated", null), (context.Response.StatusCode, error.Problem.Code, error.RetryAfter));
        Assert.StartsWith("Credentials of a caller are required here: ", error.Detail, StringComparison.Ordinal);
        Assert.Equal("""ApiKey realm="ciam-gateway" """.TrimEnd(), context.Response.Headers.WWWAuthenticate.ToString());
        Assert.Equal(1, await CountAsync(reason));
    }

    [Fact]
    public async Task Too_many_wrong_passwords_are_told_with_the_time_to_wait()
    {
        var context = From("203.0.113.1");
        _refusals.RefuseUnknown(context, Refusal.Throttled(TimeSpan.FromSeconds(6)));

        var error = context.GetGatewayError()!;
        Assert.Equal(
            (401, "caller_unauthenticated", TimeSpan.FromSeconds(6)),
            (context.Response.StatusCode, error.Problem.Code, error.RetryAfter)
        );
        Assert.StartsWith("Too many wrong passwords came from this address or for this user name.", error.Detail, StringComparison.Ordinal);
        Assert.Equal(1, await CountAsync("throttled"));
    }

    [Fact]
    public void A_gateway_that_has_no_time_to_check_passwords_says_so_and_does_not_blame_the_caller()
    {
        var context = From("203.0.113.1");
        _refusals.RefuseUnknown(context, Refusal.Overloaded);

        var error = context.GetGatewayError()!;
        Assert.Equal(
            (503, "gateway_overloaded", TimeSpan.FromSeconds(1)),
            (context.Response.StatusCode, error.Problem.Code, error.RetryAfter)
        );
        Assert.False(context.Response.Headers.ContainsKey("WWW-Authenticate"));
        Assert.Contains("too many passwords wait to be checked", Assert.Single(_log.GetSnapshot()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_caller_is_told_its_name_and_that_the_route_is_not_for_it()
    {
        var context = From("203.0.113.1");
        _refusals.RefuseKnown(context, "payroll", "writers");

        var error = context.GetGatewayError()!;
        Assert.Equal((403, "caller_not_admitted"), (context.Response.StatusCode, error.Problem.Code));
        Assert.Equal("This route is not for the caller 'payroll'. Nothing was sent to the API.", error.Detail);
        Assert.False(context.Response.Headers.ContainsKey("WWW-Authenticate"));
        Assert.Equal(1, await CountAsync("not_admitted"));
    }

    [Fact]
    public async Task Of_each_reason_one_line_a_second_is_logged_and_all_are_counted()
    {
        RefuseTwice();
        _clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        RefuseTwice();
        Assert.Equal(2, _log.Count);
        _clock.Advance(TimeSpan.FromTicks(1));
        RefuseTwice();
        Assert.Equal(4, _log.Count);
        Assert.Equal(6, await CountAsync("password"));
        Assert.Equal(6, await CountAsync("missing"));

        void RefuseTwice()
        {
            for (var i = 0; i < 2; i++)
            {
                _refusals.RefuseUnknown(From("203.0.113.1"), Refusal.Password);
                _refusals.RefuseUnknown(From("203.0.113.1"), Refusal.Missing);
            }
        }
    }

    [Theory]
    [InlineData("::ffff:203.0.113.1", "Refused caller 'payroll' from 203.0.113.1 on route 'domain-list': ")]
    [InlineData(null, "Refused caller 'payroll' from an unknown address on route 'domain-list': ")]
    public void A_line_of_the_log_says_who_called_from_where_on_which_route(string? address, string expected)
    {
        var context = From(address);
        (RequestFacts.Of(context).Caller, RequestFacts.Of(context).Route) = ("payroll", "domain-list");
        _refusals.RefuseKnown(context, "payroll", "writers");
        var line = Assert.Single(_log.GetSnapshot());
        Assert.Equal(3003, line.Id.Id);
        Assert.StartsWith(expected + "the route's policy does not name the caller. Fix: ", line.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            " Fix: to give it access, add 'payroll' to Gateway:AccessPolicies:writers:Callers",
            line.Message,
            StringComparison.Ordinal
        );
    }

    private static Refusal Known(string reason) =>
        new[]
        {
            Refusal.Missing,
            Refusal.Malformed,
            Refusal.ApiKey,
            Refusal.Password,
            Refusal.Certificate,
            Refusal.Network,
            Refusal.Conflict,
        }.Single(refusal => refusal.Reason == reason);

    private async Task<double> CountAsync(string reason)
    {
        using var exposed = new MemoryStream();
        await _metrics.Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        var series = $"ciam_gateway_caller_rejections_total{{reason=\"{reason}\"}} ";
        var lines = System.Text.Encoding.UTF8.GetString(exposed.ToArray()).Split('\n');
        var line = lines.Single(line => line.StartsWith(series, StringComparison.Ordinal));
        return double.Parse(line[series.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
