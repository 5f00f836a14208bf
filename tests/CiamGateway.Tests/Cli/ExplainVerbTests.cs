using System.Text.Json.Nodes;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>What <c>explain</c> says, on the shipped routes and on routes that ask for more than a path and a method.</summary>
public sealed class ExplainVerbTests : IDisposable
{
    private readonly ExplainedSite _site = new();

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task A_request_that_would_be_forwarded_is_shown_as_the_API_would_see_it()
    {
        var run = await CommandLine.RunAsync([
            "explain",
            "DELETE",
            "/Domains/42?x=1",
            "--caller",
            "ops-console",
            "--header",
            "Cookie: a=b",
            "--header",
            "Accept: application/json",
            .. _site.Arguments,
        ]);
        Assert.Equal(("", 0), (run.Errors, run.ExitCode));
        Assert.StartsWith(
            """
            DELETE /Domains/42?x=1 by 'ops-console' from 127.0.0.1 is forwarded.

            route         domain-delete: DELETE /Domains/{domainId}
            who may call  domain-administrators: ops-console
            ops-console   may: the policy 'domain-administrators' names it
            token         of the token client 'provisioning', from https://fdc-fedsso-dev.1dc.com/as/token.oauth2; kept warm, replaced and sent once more on 401
            scope         application.client domain.manage
            rate limits   of the caller: 500 at the same time
            body          up to 10485760 bytes
            time-outs     5 s for the token, 100 s without progress
            cluster       provisioning: primary https://ciam-api-dev.1dc.com/
            connections   authorization server: direct (no proxy is set); primary: direct (no proxy is set)

            DELETE https://ciam-api-dev.1dc.com/Domains/42?x=1
              Accept: application/json
              Authorization: Bearer ***
              Host: ciam-api-dev.1dc.com
              Via: 1.1 ciam-gateway
              without Cookie, X-Api-Key

            OTHER ROUTE                  METHOD            PATH                                             WHY NOT
            domain                       GET, PUT          /Domains/{domainId}                              the method differs
            domain-list                  GET, POST         /Domains                                         the path differs
            """,
            run.Output,
            StringComparison.Ordinal
        );
        Assert.EndsWith("\n12 more routes with other paths.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_that_applies_to_a_route_is_shown()
    {
        var explained = await _site.ExplainAsync("POST", "/Reports/7", "--caller", "payroll", "--header", "X-Tenant: blue");
        Assert.Equal((0, "report"), (explained.ExitCode, explained.Route));
        Assert.Equal(
            JsonNode
                .Parse(
                    """
                    {"client":"payroll-provisioning","insteadOf":"provisioning","server":"https://sso.example.com/as/token.oauth2",
                    "scope":"reports","resource":"https://api.example.com","warm":false,"replayOn401":false,
                    "clientAuthentication":"client_secret_basic","grantType":"client_credentials",
                    "connection":"direct (no proxy is set)"}
                    """
                )!
                .ToJsonString(),
            explained.Json["route"]!["token"]!.ToJsonString()
        );
        Assert.Equal(
            JsonNode
                .Parse(
                    """
                    {"rates":[{"name":"","requests":0,"window":"00:01:00","concurrency":500,"queue":0,"per":"Caller"},
                    {"name":"slow","requests":60,"window":"00:01:00","concurrency":0,"queue":5,"per":"Caller"}],
                    "maxRequestBodySize":1000,"timeout":"00:00:03","tokenWaitTimeout":"00:00:05","activityTimeout":"00:01:40"}
                    """
                )!
                .ToJsonString(),
            explained.Json["route"]!["limits"]!.ToJsonString()
        );
        Assert.Equal("10.1.0.0", explained.Text("source"));
        Assert.Equal("https://ciam-api-dev.1dc.com/v2/Reports/7", explained.Text("outgoing", "url"));
        Assert.Equal(
            ("gateway", "DPoP ***", "***"),
            (explained.OutgoingHeaders["X-From"], explained.OutgoingHeaders["Authorization"], explained.OutgoingHeaders["DPoP"])
        );
        Assert.Equal("X-Api-Key", Assert.Single(explained.Json["outgoing"]!["removedHeaders"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task Each_other_route_says_which_of_its_conditions_is_not_met()
    {
        var explained = await _site.ExplainAsync("GET", "/Reports/7", "--header", "X-Tenant: blue");
        Assert.Equal("report", explained.Route);
        Assert.Equal("the path differs", explained.WhyNot("domain-list"));
        Assert.Equal("it requires that the query parameter draft is there", explained.WhyNot("report-draft"));
        Assert.Equal("it is for the host reports.example.com", explained.WhyNot("report-host"));
        Assert.Equal("it matches too, but its Order is 10, and that of 'report' is 0", explained.WhyNot("report-any"));
        Assert.Equal("the method differs", (await _site.ExplainAsync("PUT", "/Reports/7", "--header", "X-Tenant: blue")).WhyNot("report"));
        Assert.Equal("it requires that the header X-Tenant is 'blue'", (await _site.ExplainAsync("GET", "/Reports/7")).WhyNot("report"));
        Assert.Equal(
            "it matches too, but 'report-draft' is more exact",
            (await _site.ExplainAsync("GET", "/Reports/7?draft=1", "--header", "X-Tenant: blue")).WhyNot("report")
        );
        Assert.Equal("report-host", (await _site.ExplainAsync("GET", "/Reports/7", "--header", "Host: reports.example.com")).Route);
    }

    [Theory]
    [InlineData("'payrol' is not a caller. Fix: write 'payroll'.", "GET", "/Domains", "--caller", "payrol")]
    [InlineData("'zebra' is not a caller. Fix: write one of ops-console, payroll.", "GET", "/Domains", "--caller", "zebra")]
    [InlineData("'G@T' is not a method. Fix: write one such as GET.", "G@T", "/Domains")]
    [InlineData(
        "'Accept' is not a header. Fix: write one such as --header \"Accept: application/json\"",
        "GET",
        "/Domains",
        "--header",
        "Accept"
    )]
    public async Task Wrong_usage_is_exit_code_2_and_names_the_fix(string message, params string[] arguments)
    {
        var run = await CommandLine.RunAsync(["explain", .. arguments, .. _site.Arguments]);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(message, run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_with_which_the_gateway_does_not_start_is_reported_as_validate_does()
    {
        var routes = await CommandLine.RunAsync([
            "explain",
            "GET",
            "/Domains",
            .. _site.Arguments,
            "--ReverseProxy:Routes:domain-list:ClusterId=provisionning",
        ]);
        Assert.Equal((1, ""), (routes.ExitCode, routes.Output));
        Assert.Contains(
            "ReverseProxy:Routes:domain-list:ClusterId: 'provisionning' is not a cluster. Fix: write 'provisioning'.",
            routes.Errors,
            StringComparison.Ordinal
        );
        // As shipped, the secret is on another machine.
        var secret = await CommandLine.RunAsync("explain", "GET", "/Domains");
        Assert.Equal(1, secret.ExitCode);
        Assert.Contains("Gateway:TokenClients:provisioning:ClientSecretFile: file ", secret.Errors, StringComparison.Ordinal);
        Assert.Contains("  Authorization: Bearer ***\n", secret.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_sent_not_even_for_a_health_check()
    {
        await using var server = await Upstream.StartAsync(_ => Task.CompletedTask);
        var explained = await _site.ExplainAsync(
            "GET",
            "/Domains",
            $"--Gateway:TokenClients:provisioning:TokenEndpoint={server.Address}token",
            $"--ReverseProxy:Clusters:provisioning:Destinations:primary:Address={server.Address}",
            "--ReverseProxy:Clusters:provisioning:HealthCheck:Active:Enabled=true",
            "--ReverseProxy:Clusters:provisioning:HealthCheck:Active:Interval=00:00:00.050"
        );
        Assert.Equal((0, $"{server.Address}Domains"), (explained.ExitCode, explained.Text("outgoing", "url")));
        Assert.Equal(0, server.Requests);
    }
}
