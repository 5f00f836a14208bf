using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary><c>doctor</c> against real servers: what works, and what does not.</summary>
public sealed class DoctorVerbTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Client = ExaminedGateway.Client;
    private ExaminedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ExaminedGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_gateway_that_would_work_is_fit_to_serve()
    {
        var run = await _gateway.RunAsync("doctor");
        Assert.Equal((0, "Fit to serve: 5 checks, nothing wrong.\n"), (run.ExitCode, run.Errors));
        Assert.Matches(
            @"(?m)^ok +token client 'provisioning', scope 'application.client' +POST http://127.0.0.1:\d+/as/token.oauth2; "
                + @"direct \(this machine\); resolved to 127.0.0.1; connected in \d+ ms; answered 200 after \d+ ms; "
                + @"the whole scope granted; valid for 01:59:\d\d; clock [+-]\d s$",
            run.Output
        );
        Assert.Matches(
            @"(?m)^ok +destination 'primary' of cluster 'provisioning' +HEAD http://127.0.0.1:\d+/; "
                + @"direct \(this machine\); .*; answered 200 after \d+ ms; no token was sent$",
            run.Output
        );
        Assert.Equal("HEAD /", $"{_gateway.Servers.Api.Method} {_gateway.Servers.Api.Target}");
        Assert.DoesNotContain("Authorization", _gateway.Servers.Api.Headers.Keys);
    }

    [Fact]
    public async Task The_Redis_that_replicas_share_is_written_to_and_read_from()
    {
        var run = await _gateway.RunAsync(
            "doctor",
            ("Gateway:TokenCache:Redis", $"127.0.0.1:{redis.Port}"),
            ("Gateway:TokenCache:OperationTimeout", "00:00:05"),
            ("Gateway:TokenCache:ConnectTimeout", "00:00:30")
        );
        Assert.Equal((0, "Fit to serve: 6 checks, nothing wrong.\n"), (run.ExitCode, run.Errors));
        Assert.Matches($@"(?m)^ok +shared cache +Redis at 127.0.0.1:{redis.Port}; an entry was written and read$", run.Output);
    }

    [Fact]
    public async Task A_Redis_that_cannot_be_used_is_a_warning_since_the_gateway_serves_without_it()
    {
        var run = await _gateway.RunAsync(
            "doctor",
            ("Gateway:TokenCache:Redis", "127.0.0.1:1"),
            ("Gateway:TokenCache:ConnectTimeout", "00:00:30")
        );
        Assert.Equal((0, "Fit to serve, with 1 warning: 6 checks.\n"), (run.ExitCode, run.Errors));
        Assert.Matches(
            "(?m)^warning: shared cache: Redis cannot be reached, so that each replica asks for its own tokens. Fix: restore it",
            run.Output
        );
    }

    [Fact]
    public async Task Each_token_is_requested_once_including_tokens_of_callers_with_their_own_clients()
    {
        var report = await _gateway.ReportAsync(
            ("Gateway:Callers:payroll:Networks:0", "10.0.0.0/8"),
            ("Gateway:Callers:payroll:TokenClients:provisioning", "own"),
            ("Gateway:TokenClients:own:TokenEndpoint", _gateway.Servers.AuthorizationServer.TokenEndpoint.AbsoluteUri),
            ("Gateway:TokenClients:own:ClientId", SandboxClient.Payroll.ClientId),
            ("Gateway:TokenClients:own:ClientSecret", SandboxClient.Payroll.ClientSecret)
        );
        Assert.Equal(
            ["own", "provisioning"],
            ExaminedGateway.Checks("token", report).Select(check => check["tokenClient"]!.GetValue<string>()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["ciam-gateway", "payroll-application"],
            _gateway.Servers.AuthorizationServer.TokenRequests.Select(request => request.ClientId!).Order(StringComparer.Ordinal)
        );
        Assert.True(report["isFit"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_token_that_no_caller_may_use_is_a_warning_and_exit_code_0()
    {
        var run = await _gateway.RunAsync(
            "doctor",
            ("ReverseProxy:Routes:domain-list:Transforms:0:Scope", "iam.root"),
            ("ReverseProxy:Routes:domain-list:AuthorizationPolicy", "nobody"),
            ("Gateway:AccessPolicies:nobody:Callers", "")
        );
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(
            "(?m)^warning: token client 'provisioning', scope 'iam.root': .*invalid_scope.*No caller is admitted to the routes that "
                + "need it: domain-list",
            run.Output
        );
    }

    [Fact]
    public async Task What_the_configuration_says_wrongly_is_reported_and_the_rest_is_checked()
    {
        var report = await _gateway.ReportAsync(("Gateway:Managment:Url", "x"), ("Gateway:TokenClients:other:ClientId", "x"));
        Assert.Contains("Gateway:Managment", report["configuration"]!.AsArray().Select(problem => problem!["path"]!.GetValue<string>()));
        Assert.Equal(200, ExaminedGateway.Checks("token", report).Single()["exchange"]!["status"]!.GetValue<int>());
        Assert.False(report["isFit"]!.GetValue<bool>());
        Assert.StartsWith("Not fit to serve: ", report["verdict"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_are_told_as_numbers_with_granted_scope_clock_and_certificate()
    {
        using var authority = new TestAuthority();
        await using var proxy = new ForwardProxy();
        await using var server = await TlsServer.StartAsync(
            authority,
            TlsServer.AnswerWithTokenAsync,
            authority.IssueFor("sso.edge.example", TimeSpan.FromDays(7))
        );
        _gateway.Folder.With("ca.pem", TestAuthority.Pem(authority.Root));
        var report = await _gateway.ReportAsync(
            ($"{Client}:TokenEndpoint", $"https://sso.edge.example:{server.Port}/token"),
            ($"{Client}:TrustedCertificatesFile", "ca.pem"),
            ($"{Client}:Proxy:Address", proxy.Address)
        );
        var check = ExaminedGateway.Checks("token", report).Single();
        var exchange = check["exchange"]!;
        Assert.Equal((200, 7199), (exchange["status"]!.GetValue<int>(), check["lifetime"]!.GetValue<double>()));
        Assert.Equal(proxy.Address, exchange["proxy"]!.GetValue<string>().TrimEnd('/'));
        Assert.InRange(
            exchange["certificateNotAfter"]!.GetValue<DateTimeOffset>() - TimeProvider.System.GetUtcNow(),
            TimeSpan.FromDays(6),
            TimeSpan.FromDays(7)
        );
        Assert.InRange(exchange["clockSkew"]!.GetValue<int>(), -20, 20);
        Assert.Null(check["granted"]);
        var finding = Assert.Single(check["findings"]!.AsArray())!;
        Assert.Equal("warning", finding["severity"]!.GetValue<string>());
        Assert.StartsWith("the certificate of the token endpoint ends on ", finding["text"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_5xx_is_a_warning()
    {
        await using var failing = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var run = await _gateway.RunAsync("doctor", (ExaminedGateway.Destination("primary"), failing.Address.AbsoluteUri));
        Assert.Equal((0, "Fit to serve, with 1 warning: 5 checks.\n"), (run.ExitCode, run.Errors));
        Assert.Contains(
            "warning: destination 'primary' of cluster 'provisioning': it answers 503 to a harmless call.",
            run.Output,
            StringComparison.Ordinal
        );
    }
}
