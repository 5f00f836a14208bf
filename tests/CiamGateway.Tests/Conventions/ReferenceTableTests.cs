using System.Text.RegularExpressions;
using CiamGateway.Errors;
using CiamGateway.Forwarding.Headers;
using CiamGateway.Telemetry.Metrics;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The reference tables of the pages are complete: errors, metrics and withheld headers.</summary>
public sealed partial class ReferenceTableTests
{
    /// <summary>What operators and callers switch on, each with its status: none may go or change by mistake.</summary>
    private static readonly (string Code, int Status)[] Errors =
    [
        ("request_target_refused", 400),
        ("request_unreadable", 400),
        ("caller_unauthenticated", 401),
        ("caller_not_admitted", 403),
        ("access_revoked", 403),
        ("cross_site_request", 403),
        ("operators_only", 403),
        ("route_not_found", 404),
        ("token_unknown", 404),
        ("method_not_allowed", 405),
        ("request_too_large", 413),
        ("host_refused", 421),
        ("rate_limited", 429),
        ("internal_error", 500),
        ("token_refused", 502),
        ("upstream_unreachable", 502),
        ("audit_unavailable", 503),
        ("gateway_overloaded", 503),
        ("token_unavailable", 503),
        ("token_timeout", 504),
        ("upstream_timeout", 504),
    ];

    /// <summary>What dashboards and alerts of operators ask for.</summary>
    private static readonly string[] Metrics =
    [
        "requests_total | route, method, code, caller",
        "request_duration_seconds | route",
        "requests_in_progress |",
        "errors_total | route, code",
        "token_requests_total | client, scope, outcome",
        "token_request_duration_seconds | client",
        "token_lookups_total | client, scope, result",
        "token_expires_in_seconds | client, scope",
        "token_renewal_overdue_seconds | client, scope",
        "token_scope_missing | client, scope",
        "token_endpoint_circuit_open | client",
        "upstream_unauthorized_total | route, action",
        "caller_rejections_total | reason",
        "password_checks_total | result",
        "password_checks_waiting |",
        "ended_calls_total | reason",
        "shared_cache_operations_total | operation, outcome",
        "shared_cache_up |",
        "config_reloads_total | outcome",
        "connection_events_total | kind, name, event",
        "config_last_reload_successful |",
        "config_last_reload_success_timestamp_seconds |",
        "audit_lines_total | outcome",
        "build_info | version",
    ];

    private static readonly string[] HiddenOfAnswers =
    [
        "Set-Cookie",
        "Set-Cookie2",
        "Server",
        "X-Powered-By",
        "X-AspNet-Version",
        "X-AspNetMvc-Version",
        "Strict-Transport-Security",
        "Public-Key-Pins",
        "Alt-Svc",
        "X-Accel-*",
        "X-Sendfile",
        "X-Reproxy-URL",
        "DPoP-Nonce",
        "Proxy-Status",
    ];

    [Fact]
    public void Every_error_of_the_catalogue_is_in_its_table_with_its_status()
    {
        foreach (var problem in typeof(Problems).GetFields().Select(field => (Problem)field.GetValue(null)!))
        {
            Assert.Matches($@"(?m)^\| `{problem.Code}` \| {problem.Status}\b", DocumentationPage.Monitoring.Text);
        }
    }

    [Fact]
    public void No_error_is_gone_or_has_another_status()
    {
        var catalogue = typeof(Problems).GetFields().Select(field => (Problem)field.GetValue(null)!).ToDictionary(problem => problem.Code);
        Assert.All(Errors, error => Assert.Equal(error.Status, catalogue.GetValueOrDefault(error.Code)?.Status));
    }

    [Fact]
    public void Every_metric_is_in_its_table_with_its_labels() =>
        Assert.All(Metrics.Select(metric => metric.Replace(" |", "` |", StringComparison.Ordinal)), metric =>
            Assert.Contains($"\n| `ciam_gateway_{metric} ", DocumentationPage.Monitoring.Text, StringComparison.Ordinal)
        );

    [Fact]
    public async Task No_metric_is_missing_in_its_table_and_none_is_there_that_does_not_exist()
    {
        using var exposed = new MemoryStream();
        await new GatewayMetrics().Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        var families = FamilyNames().Matches(System.Text.Encoding.UTF8.GetString(exposed.ToArray())).Select(match => match.Groups[1].Value);
        Assert.Equal(
            families.Order(StringComparer.Ordinal),
            MetricRows().Matches(DocumentationPage.Monitoring.Text).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_header_that_callers_do_not_see_of_an_answer_is_named() =>
        Assert.All(HiddenOfAnswers.Union(WithheldHeaders.OfResponses), name =>
            Assert.Contains($"`{name}`", DocumentationPage.Configuration.Text, StringComparison.Ordinal)
        );

    [GeneratedRegex("# TYPE (ciam_gateway_[a-z_]+)")]
    private static partial Regex FamilyNames();

    [GeneratedRegex(@"(?m)^\| `(ciam_gateway_[a-z_]+)` \|")]
    private static partial Regex MetricRows();
}
