using System.Net;
using System.Text;
using CiamGateway.Callers.Passwords;
using CiamGateway.Tests.Callers;
using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>Who may see the status and refresh tokens, and what probes and scrapers reach all the same.</summary>
public sealed class OperatorAccessTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static readonly string[] Guarded = ["/", "/status"];
    private static readonly string Password = PasswordHash.Of("correct horse"u8).ToString();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_policy_they_are_for_this_machine_only()
    {
        await using var gateway = await StartAsync([]);
        foreach (var path in Guarded)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, path));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway, path, ("X-Forwarded-For", "10.1.2.3")));
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway, path, ("Forwarded", "for=10.1.2.3")));
        }
        using var refused = await SendAsync(gateway, HttpMethod.Post, "/tokens/refresh", ("X-Forwarded-For", "10.1.2.3"));
        Assert.Contains(
            "Gateway:Management:AccessPolicy",
            await AssertProblem.Is(refused, 403, "operators_only", "http_request_denied"),
            StringComparison.Ordinal
        );
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "/metrics", ("X-Forwarded-For", "10.1.2.3")));
    }

    [Theory]
    [InlineData("attacker.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("attacker.example:8081", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("gateway.localhost:8081", HttpStatusCode.OK)]
    [InlineData("[::1]:8081", HttpStatusCode.OK)]
    [InlineData("10.1.2.3", HttpStatusCode.OK)]
    [InlineData("Ops.Example.com", HttpStatusCode.OK)]
    public async Task A_name_that_leads_here_by_somebody_elses_DNS_is_refused(string host, HttpStatusCode expected)
    {
        await using var gateway = await StartAsync(new() { ["Gateway:Management:AllowedHosts:0"] = "ops.example.com" });
        Assert.Equal(expected, await StatusAsync(gateway, "/status", ("Host", host)));
        Assert.Equal(expected, await StatusAsync(gateway, "/metrics", ("Host", host)));
        Assert.Equal(expected, await StatusAsync(gateway, "/health/live?verbose", ("Host", host)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "/health/live", ("Host", host)));
    }

    [Fact]
    public async Task Health_tells_a_foreign_name_no_more_than_whether_it_is_ready()
    {
        await using var gateway = await GatewayScenario.StartAsync(prepare: server => server.Hold());
        using var foreign = new HttpRequestMessage(HttpMethod.Get, "/health/ready") { Headers = { Host = "attacker.example" } };
        using var answer = await gateway.Operator.SendAsync(foreign, Cancellation);
        Assert.Equal("not ready\n", (await answer.Content.ReadAsStringAsync(Cancellation)).ReplaceLineEndings("\n"));
        using var local = await gateway.Operator.GetAsync("/health/ready", Cancellation);
        Assert.Contains("[-] tokens: ", await local.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        gateway.AuthorizationServer.Release();
    }

    [Theory]
    [MemberData(nameof(SourceAddressTests.OfProxies), MemberType = typeof(SourceAddressTests))]
    public async Task What_a_proxy_here_passes_on_is_not_of_this_machine(string header, string value)
    {
        await using var gateway = await StartAsync([]);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway, "/status", (header, value)));
    }

    [Fact]
    public async Task With_a_policy_its_callers_show_their_credentials_from_wherever_they_are()
    {
        await using var gateway = await StartAsync(
            new() { ["Gateway:Management:AccessPolicy"] = "domain-administrators", ["Gateway:Callers:ops-console:Passwords:0"] = Password }
        );
        foreach (var path in Guarded)
        {
            using var unknown = await SendAsync(gateway, HttpMethod.Get, path);
            await AssertProblem.Is(unknown, 401, "caller_unauthenticated", "http_request_denied");
            Assert.Contains(unknown.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Basic");
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway, path, Basic("ops-console", "wrong")));
            Assert.Equal(
                HttpStatusCode.OK,
                await StatusAsync(gateway, path, Basic("ops-console", "correct horse"), ("Host", "anything.example"))
            );
            Assert.Equal(
                HttpStatusCode.OK,
                await StatusAsync(gateway, path, ("X-Api-Key", "ops-console-demo-key"), ("X-Forwarded-For", "10.1.2.3"))
            );
            Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway, path, ("X-Api-Key", "payroll-demo-key")));
        }
        using var refresh = await SendAsync(gateway, HttpMethod.Post, "/tokens/refresh");
        Assert.Equal(HttpStatusCode.Unauthorized, refresh.StatusCode);
        foreach (var path in (string[])["/health/live", "/health/ready", "/metrics"])
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, path));
        }
    }

    [Fact]
    public async Task Somebody_elses_page_cannot_use_the_credentials_that_a_browser_keeps()
    {
        await using var gateway = await StartAsync(
            new() { ["Gateway:Management:AccessPolicy"] = "default", ["Gateway:Callers:ops-console:Passwords:0"] = Password }
        );
        using var refused = await SendAsync(
            gateway,
            HttpMethod.Post,
            "/tokens/refresh",
            Basic("ops-console", "correct horse"),
            ("Sec-Fetch-Site", "cross-site")
        );
        await AssertProblem.Is(refused, 403, "cross_site_request", "http_request_denied");
    }

    [Fact]
    public async Task Who_is_known_by_its_network_alone_must_still_name_the_right_host()
    {
        await using var gateway = await StartAsync(
            new() { ["Gateway:Management:AccessPolicy"] = "default", ["Gateway:Callers:this-machine:Networks:0"] = "127.0.0.0/8" }
        );
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "/status"));
        Assert.Equal(
            HttpStatusCode.MisdirectedRequest,
            await StatusAsync(gateway, "/status", ("Host", "attacker.example"), ("Authorization", "Bearer whatever"))
        );
    }

    [Theory]
    [InlineData("10.1.2.3", HttpStatusCode.OK)]
    [InlineData("203.0.113.9", HttpStatusCode.Unauthorized)]
    [InlineData("10.1.2.3, 203.0.113.9", HttpStatusCode.Unauthorized)]
    [InlineData("", HttpStatusCode.Unauthorized)]
    public async Task Who_is_known_by_its_network_alone_is_told_from_others_behind_a_trusted_proxy(
        string forwardedFor,
        HttpStatusCode expected
    )
    {
        await using var gateway = await StartAsync(
            new()
            {
                ["Gateway:Management:AccessPolicy"] = "default",
                ["Gateway:TrustedProxies:0"] = "127.0.0.1/32",
                ["Gateway:Callers:office:Networks:0"] = "10.1.0.0/16",
                ["Gateway:Callers:this-machine:Networks:0"] = "127.0.0.0/8",
            }
        );
        Assert.Equal(expected, await StatusAsync(gateway, "/status", ("X-Forwarded-For", forwardedFor)));
    }

    [Fact]
    public async Task No_caller_is_on_this_machine_through_a_trusted_proxy_whatever_the_proxy_says()
    {
        await using var gateway = await StartAsync(new() { ["Gateway:TrustedProxies:0"] = "127.0.0.1/32" });
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway, "/status"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(gateway, "/status", ("X-Forwarded-For", "127.0.0.1")));
    }

    [Fact]
    public async Task Metrics_require_authorization_if_configured()
    {
        await using var gateway = await StartAsync(
            new() { ["Gateway:Management:AccessPolicy"] = "domain-administrators", ["Gateway:Management:ProtectMetrics"] = "true" }
        );
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(gateway, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "/metrics", ("X-Api-Key", "ops-console-demo-key")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(gateway, "/health/ready"));
    }

    [Fact]
    public async Task Settings_that_would_leave_it_open_or_shut_by_mistake_do_not_validate()
    {
        using var folder = ConfigurationFolder.Sound();
        const string management = "Gateway:Management";
        Assert.Empty(await folder.Problems($"--{management}:Url=http://*:8081", $"--{management}:AccessPolicy=default"));
        Assert.Equal(
            [
                $"{management}:AccessPolicy: 'operators' is not an access policy. Fix: define it under Gateway:AccessPolicies, "
                    + "or default for every known caller.",
            ],
            await folder.Problems($"--{management}:AccessPolicy=operators")
        );
        Assert.Equal(
            [
                $"{management}:ProtectMetrics: needs an AccessPolicy, which says who may read the metrics. "
                    + $"Fix: set {management}:AccessPolicy, or false.",
            ],
            await folder.Problems($"--{management}:ProtectMetrics=true")
        );
        Assert.Equal(
            [
                $"{management}:AllowedHosts:0: 'http://a' is not a host name. Fix: write a name without scheme and port, "
                    + "such as \"gateway.example.com\".",
            ],
            await folder.Problems($"--{management}:AllowedHosts:0=http://a")
        );
    }

    private async Task<GatewayBeforeUpstream> StartAsync(Dictionary<string, string?> settings)
    {
        var gateway = await GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, _ => Task.CompletedTask, settings);
        await gateway.Gateway.WaitUntilReadyAsync(Cancellation);
        return gateway;
    }

    private static (string, string) Basic(string name, string password) =>
        ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"))}");

    private static async Task<HttpStatusCode> StatusAsync(
        GatewayBeforeUpstream gateway,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var answer = await SendAsync(gateway, HttpMethod.Get, path, headers);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        GatewayBeforeUpstream gateway,
        HttpMethod method,
        string path,
        params (string Name, string Value)[] headers
    )
    {
        using var client = Http.To(gateway.Gateway.Management);
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return await client.SendAsync(request, Cancellation);
    }
}
