using System.Text;
using CiamGateway.Telemetry.Metrics;
using Xunit;

namespace CiamGateway.Tests.Telemetry;

/// <summary>What <c>/metrics</c> shows after one event of each kind: names, labels and values.</summary>
public sealed class GatewayMetricsTests
{
    private readonly GatewayMetrics _metrics = new();

    [Fact]
    public async Task Every_event_has_its_series()
    {
        using var underWay = _metrics.RequestArrived();
        _metrics.RequestAnswered("domain-list", "GET", 200, "payroll", TimeSpan.FromSeconds(0.3));
        _metrics.ErrorAnswered("domain-list", "rate_limited");
        _metrics.Tokens.Requested("provisioning", "a b", "granted", TimeSpan.FromSeconds(2));
        _metrics.UpstreamUnauthorized("domain-list", "replayed");
        _metrics.CallerRejected("api_key");
        _metrics.ConnectionsRefused("address", 3);
        _metrics.StrangersAre(9);
        _metrics.LogLinesOmitted(5);
        _metrics.LogLinesLost(4);
        _metrics.RoutesAreDown(2);
        _metrics.PasswordChecked("wrong");
        _metrics.PasswordsWait(3);
        _metrics.CallEnded("policy");
        _metrics.SharedCacheUsed("read", "hit");
        _metrics.SharedCacheIs(works: true);
        _metrics.Tokens.CircuitsAre([("provisioning", true)]);
        _metrics.AuditLines("written", 7);
        _metrics.ConnectionEvent("cluster", "provisioning", "address_moved");
        _metrics.Configuration.Reloaded("applied");
        var shown = await ShownAsync();
        Assert.All(
            [
                "ciam_gateway_requests_in_progress 1",
                "ciam_gateway_requests_total{route=\"domain-list\",method=\"GET\",code=\"200\",caller=\"payroll\"} 1",
                "ciam_gateway_request_duration_seconds_sum{route=\"domain-list\"} 0.3",
                "ciam_gateway_errors_total{route=\"domain-list\",code=\"rate_limited\"} 1",
                "ciam_gateway_token_requests_total{client=\"provisioning\",scope=\"a b\",outcome=\"granted\"} 1",
                "ciam_gateway_token_request_duration_seconds_sum{client=\"provisioning\"} 2",
                "ciam_gateway_upstream_unauthorized_total{route=\"domain-list\",action=\"replayed\"} 1",
                "ciam_gateway_caller_rejections_total{reason=\"api_key\"} 1",
                "ciam_gateway_connections_refused_total{reason=\"address\"} 3",
                "ciam_gateway_stranger_connections 9",
                "ciam_gateway_log_lines_omitted_total 5",
                "ciam_gateway_log_lines_lost_total 4",
                "ciam_gateway_routes_down 2",
                "ciam_gateway_password_checks_total{result=\"wrong\"} 1",
                "ciam_gateway_password_checks_total{result=\"right\"} 0",
                "ciam_gateway_password_checks_waiting 3",
                "ciam_gateway_ended_calls_total{reason=\"policy\"} 1",
                "ciam_gateway_shared_cache_operations_total{operation=\"read\",outcome=\"hit\"} 1",
                "ciam_gateway_shared_cache_up 1",
                "ciam_gateway_token_endpoint_circuit_open{client=\"provisioning\"} 1",
                "ciam_gateway_audit_lines_total{outcome=\"written\"} 7",
                "ciam_gateway_audit_lines_total{outcome=\"failed\"} 0",
                "ciam_gateway_audit_lines_total{outcome=\"lost\"} 0",
                "ciam_gateway_connection_events_total{kind=\"cluster\",name=\"provisioning\",event=\"address_moved\"} 1",
                "ciam_gateway_config_reloads_total{outcome=\"applied\"} 1",
                "ciam_gateway_config_last_reload_successful 1",
            ],
            line => Assert.Contains(line, shown)
        );
    }

    [Fact]
    public async Task What_is_over_shows_no_more()
    {
        _metrics.RequestArrived().Dispose();
        _metrics.SharedCacheIs(works: false);
        _metrics.Tokens.CircuitsAre([("one", false), ("two", true)]);
        _metrics.Configuration.Reloaded("refused");
        var shown = await ShownAsync();
        Assert.Contains("ciam_gateway_requests_in_progress 0", shown);
        Assert.Contains("ciam_gateway_shared_cache_up 0", shown);
        Assert.Contains("ciam_gateway_token_endpoint_circuit_open{client=\"one\"} 0", shown);
        Assert.Contains("ciam_gateway_config_last_reload_successful 0", shown);

        _metrics.SharedCacheIs(works: null);
        _metrics.Tokens.CircuitsAre([("two", true)]);
        _metrics.Configuration.Applied(DateTimeOffset.UnixEpoch.AddSeconds(5));
        shown = await ShownAsync();
        Assert.DoesNotContain(shown, line => line.StartsWith("ciam_gateway_shared_cache_up ", StringComparison.Ordinal));
        Assert.DoesNotContain(shown, line => line.Contains("client=\"one\"", StringComparison.Ordinal));
        Assert.Contains("ciam_gateway_config_last_reload_successful 1", shown);
        Assert.Contains("ciam_gateway_config_last_reload_success_timestamp_seconds 5", shown);
    }

    private async Task<string[]> ShownAsync()
    {
        using var exposed = new MemoryStream();
        await _metrics.Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(exposed.ToArray()).Split('\n');
    }
}
