using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary><c>doctor</c> against real servers: what works, what does not, and what it never shows.</summary>
public sealed class DoctorVerbTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private ExaminedServers _servers = null!;

    public async ValueTask InitializeAsync() => _servers = await ExaminedServers.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _servers.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_gateway_that_would_work_is_fit_to_serve()
    {
        var run = await RunAsync("doctor");
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
        Assert.Equal("HEAD /", $"{_servers.Api.Method} {_servers.Api.Target}");
        Assert.DoesNotContain("Authorization", _servers.Api.Headers.Keys);
    }

    [Fact]
    public async Task The_Redis_that_replicas_share_is_written_to_and_read_from()
    {
        var run = await RunAsync(
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
        var run = await RunAsync("doctor", ("Gateway:TokenCache:Redis", "127.0.0.1:1"), ("Gateway:TokenCache:ConnectTimeout", "00:00:30"));
        Assert.Equal((0, "Fit to serve, with 1 warning: 6 checks.\n"), (run.ExitCode, run.Errors));
        Assert.Matches(
            "(?m)^warning: shared cache: Redis cannot be reached, so that each replica asks for its own tokens. Fix: restore it",
            run.Output
        );
    }

    [Fact]
    public async Task Each_token_is_requested_once_including_tokens_of_callers_with_their_own_clients()
    {
        var report = await JsonAsync(
            ("Gateway:Callers:payroll:Networks:0", "10.0.0.0/8"),
            ("Gateway:Callers:payroll:TokenClients:provisioning", "own"),
            ("Gateway:TokenClients:own:TokenEndpoint", _servers.AuthorizationServer.TokenEndpoint.AbsoluteUri),
            ("Gateway:TokenClients:own:ClientId", SandboxClient.Payroll.ClientId),
            ("Gateway:TokenClients:own:ClientSecret", SandboxClient.Payroll.ClientSecret)
        );
        Assert.Equal(
            ["own", "provisioning"],
            Of("token", report).Select(check => check["tokenClient"]!.GetValue<string>()).Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            ["ciam-gateway", "payroll-application"],
            _servers.AuthorizationServer.TokenRequests.Select(request => request.ClientId!).Order(StringComparer.Ordinal)
        );
        Assert.True(report["isFit"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_token_that_no_caller_may_use_is_a_warning_and_exit_code_0()
    {
        var run = await RunAsync(
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
        var report = await JsonAsync(("Gateway:Managment:Url", "x"), ("Gateway:TokenClients:other:ClientId", "x"));
        Assert.Contains("Gateway:Managment", report["configuration"]!.AsArray().Select(problem => problem!["path"]!.GetValue<string>()));
        Assert.Equal(200, Of("token", report).Single()["exchange"]!["status"]!.GetValue<int>());
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
        _folder.With("ca.pem", TestAuthority.Pem(authority.Root));
        var report = await JsonAsync(
            ($"{Client}:TokenEndpoint", $"https://sso.edge.example:{server.Port}/token"),
            ($"{Client}:TrustedCertificatesFile", "ca.pem"),
            ($"{Client}:Proxy:Address", proxy.Address)
        );
        var check = Of("token", report).Single();
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
    public async Task Neither_tokens_nor_secrets_are_shown_even_where_the_server_repeats_them()
    {
        const string token = "eyJhbGciOiJub25lIn0.eyJzY29wZSI6ImEifQ.c2lnbmF0dXJl";
        await using var repeating = await Upstream.StartAsync(async context =>
        {
            var form = await context.Request.ReadFormAsync();
            context.Response.StatusCode = form["scope"] == "application.client" ? 200 : 400;
            await context.Response.WriteAsync(
                context.Response.StatusCode == 200
                    ? TokenEngine.TokenResponse(token)
                    : $$"""{ "error": "invalid_client", "error_description": "not {{form["client_secret"]}}" }"""
            );
        });
        (string, string?)[] settings =
        [
            ($"{Client}:TokenEndpoint", repeating.Address.AbsoluteUri),
            ($"{Client}:ClientAuthentication", "client_secret_post"),
            ($"{Client}:ClientSecret", "open-sesame"),
            ($"{Client}:Proxy:Address", "http://127.0.0.1:1"),
            ($"{Client}:Proxy:UserName", "me"),
            ($"{Client}:Proxy:Password", "let-me-out"),
            ("ReverseProxy:Routes:other:ClusterId", "provisioning"),
            ("ReverseProxy:Routes:other:Match:Path", "/Users"),
            ("ReverseProxy:Routes:other:Transforms:0:AccessToken", "provisioning"),
            ("ReverseProxy:Routes:other:Transforms:0:Scope", "other"),
        ];
        foreach (var verb in new[] { "doctor", "doctor --json" })
        {
            var run = await RunAsync(verb, settings);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains("not ***", run.Output, StringComparison.Ordinal);
            Assert.All(["open-sesame", "let-me-out", token, "eyJ", "c2lnbmF0dXJl"], secret =>
                Assert.DoesNotContain(secret, run.Output + run.Errors, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task An_answer_of_5xx_is_a_warning()
    {
        await using var failing = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        var run = await RunAsync("doctor", (Destination("primary"), failing.Address.AbsoluteUri));
        Assert.Equal((0, "Fit to serve, with 1 warning: 5 checks.\n"), (run.ExitCode, run.Errors));
        Assert.Contains(
            "warning: destination 'primary' of cluster 'provisioning': it answers 503 to a harmless call.",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_answer_that_never_comes_ends_with_its_time_limit()
    {
        await using var silent = await Upstream.StartAsync(Upstream.NeverAnswerAsync);
        var run = await RunAsync("doctor --timeout 3", (Destination("secondary"), silent.Address.AbsoluteUri));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "error: destination 'secondary' of cluster 'provisioning': gave no answer within 3 s.",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_a_warning_where_it_fails_is_one_where_its_time_limit_ends_it()
    {
        using var silent = new SilentPort();
        var run = await RunAsync(
            "doctor --timeout 5",
            ("Gateway:TokenCache:Redis", $"127.0.0.1:{silent.Number},connectTimeout=60000"),
            ("Gateway:TokenCache:ConnectTimeout", "00:00:30"),
            ("Gateway:TokenClients:other:TokenEndpoint", $"http://127.0.0.1:{silent.Number}/"),
            ("Gateway:TokenClients:other:ClientId", "x"),
            ("Gateway:TokenClients:other:ClientSecret", "y"),
            ("Gateway:TokenClients:other:ConnectTimeout", "00:00:50"),
            ("Gateway:TokenClients:other:AttemptTimeout", "00:00:50"),
            ("Gateway:TokenClients:other:TotalTimeout", "00:00:50"),
            ("ReverseProxy:Routes:other:ClusterId", "provisioning"),
            ("ReverseProxy:Routes:other:Match:Path", "/Users"),
            ("ReverseProxy:Routes:other:AuthorizationPolicy", "nobody"),
            ("ReverseProxy:Routes:other:Transforms:0:AccessToken", "other"),
            ("ReverseProxy:Routes:other:Transforms:0:Scope", "users"),
            ("Gateway:AccessPolicies:nobody:Callers", "")
        );
        Assert.Equal(0, run.ExitCode);
        // The same is said of both in one line.
        Assert.Contains(
            "warning: token client 'other', scope 'users'; shared cache: gave no answer within 5 s. Fix: ",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_client_certificate_is_told_of_a_month_before_its_end()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.IssueFor("gateway", TimeSpan.FromDays(20));
        _folder.With("client.pem", TestAuthority.KeyPem(certificate) + "\n" + TestAuthority.Pem(certificate));
        var report = await JsonAsync(
            ("Gateway:TokenClients:other:TokenEndpoint", "https://sso.example.com/token"),
            ("Gateway:TokenClients:other:ClientId", "x"),
            ("Gateway:TokenClients:other:ClientAuthentication", "tls_client_auth"),
            ("Gateway:TokenClients:other:CertificateFile", "client.pem")
        );
        var check = Of("credential", report).Single(check => check["tokenClient"]!.GetValue<string>() == "other");
        Assert.Equal(0, check["ageInDays"]!.GetValue<int>());
        Assert.StartsWith("the client certificate ends on ", check["findings"]![0]!["text"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.EndsWith("client.pem", check["file"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_is_as_old_as_the_file_that_links_lead_to()
    {
        _folder.With("..2026/secret", "s3cret");
        File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, "..2026/secret"), TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(-400));
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "..data"), "..2026");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "mounted"), "..data/secret");
        var report = await JsonAsync(
            ("Gateway:TokenClients:other:TokenEndpoint", "https://sso.example.com/token"),
            ("Gateway:TokenClients:other:ClientId", "x"),
            ("Gateway:TokenClients:other:ClientSecretFile", "mounted")
        );
        var check = Of("credential", report).Single(check => check["tokenClient"]!.GetValue<string>() == "other");
        Assert.Equal(400, check["ageInDays"]!.GetValue<int>());
        Assert.EndsWith("mounted", check["file"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("abc")]
    [InlineData("NaN")]
    [InlineData("3601")]
    [InlineData("")]
    public async Task A_time_limit_that_is_none_is_wrong_usage_and_says_what_is_one(string text)
    {
        var run = await CommandLine.RunAsync("doctor", "--timeout", text);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(
            $"'{text}' is not a time limit. Fix: write a number of seconds above 0 and up to 3600.",
            run.Errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_help_says_the_default_time_limit_once() =>
        Assert.Matches(
            @"--timeout <SECONDS> +The time limit of each check, in seconds\. \[default: 15\]\n",
            (await CommandLine.RunAsync("doctor", "--help")).Output
        );

    private static string Destination(string name) => $"ReverseProxy:Clusters:provisioning:Destinations:{name}:Address";

    private static IEnumerable<JsonNode> Of(string kind, JsonNode report) =>
        report["checks"]!.AsArray().Where(check => check!["check"]!.GetValue<string>() == kind)!;

    private async Task<JsonNode> JsonAsync(params (string Key, string? Value)[] settings) =>
        JsonNode.Parse((await RunAsync("doctor --json", settings)).Output)!;

    private Task<GatewayProcess> RunAsync(string command, params (string Key, string? Value)[] settings)
    {
        Dictionary<string, string?> all = new()
        {
            [$"{Client}:TokenEndpoint"] = _servers.AuthorizationServer.TokenEndpoint.AbsoluteUri,
            [$"{Client}:ClientId"] = SandboxClient.Gateway.ClientId,
            [$"{Client}:AttemptTimeout"] = "00:00:50",
            [$"{Client}:TotalTimeout"] = "00:00:50",
            [Destination("primary")] = _servers.Api.Address.AbsoluteUri,
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }
        var secret = new JsonObject { ["ClientSecret"] = SandboxClient.Gateway.ClientSecret };
        _folder.With("secret.json", $$"""{ "Gateway": { "TokenClients": { "provisioning": {{secret}} } } }""");
        string[] limit = command.Contains("--timeout", StringComparison.Ordinal) ? [] : ["--timeout", "60"];
        string[] arguments = [.. command.Split(' '), .. limit, "--config", Path.Combine(_folder.Path, "secret.json")];
        return GatewayProcess.RunAsync(_folder.Path, [.. arguments, .. all.Select(setting => $"--{setting.Key}={setting.Value}")]);
    }
}
