using System.Net;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Destinations;

/// <summary>The proxy variables of the environment, with real proxies: who sees a token, and what the operator is told.</summary>
public sealed class ProxyVariableTests(AuthorizationServerFixture authorizationServer)
    : IClassFixture<AuthorizationServerFixture>,
        IAsyncLifetime
{
    private const string OfGateway = "Gateway:Clusters:provisioning:Proxy:Address";
    private const string OfYarp = "ReverseProxy:Clusters:provisioning:HttpClient:WebProxy";

    private static readonly Uri Api = new("http://api.edge.example:8080/");

    private readonly ForwardProxy _proxy = new();
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return _proxy.DisposeAsync();
    }

    [Theory]
    [InlineData("NO_PROXY", "*")]
    [InlineData("no_proxy", "other.example, edge.example")]
    [InlineData("NO_PROXY", ".edge.example")]
    [InlineData("NO_PROXY", "*.edge.example")]
    [InlineData("NO_PROXY", "api.edge.example:8080")]
    public async Task A_server_that_NO_PROXY_covers_gets_its_calls_directly_and_the_proxy_sees_no_token(string name, string value)
    {
        await using var gateway = await StartAsync(new() { ["HTTP_PROXY"] = _proxy.Address, [name] = value });
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        // The proxy alone knows the name.
        var detail = await AssertProblem.Is(response, 502, "upstream_unreachable", "dns_error");
        Assert.Contains("has a host name that cannot be resolved", detail, StringComparison.Ordinal);
        Assert.Empty(_proxy.Targets);
    }

    [Theory]
    [InlineData("HTTP_PROXY", "http://{0}", "edge.example:8081,notedge.example,10.0.0.0/8")]
    [InlineData("http_proxy", "{0}", "")]
    [InlineData("ALL_PROXY", "http://{0}/", "example.edge")]
    public async Task A_server_that_NO_PROXY_does_not_cover_is_reached_through_the_proxy(string name, string value, string noProxy)
    {
        var host = _proxy.Address.Replace("http://", "", StringComparison.Ordinal);
        await using var gateway = await StartAsync(new() { [name] = string.Format(null, value, host), ["NO_PROXY"] = noProxy });
        using var caller = Http.To(gateway.Address);
        Assert.StartsWith("Authorization: Bearer ", await caller.GetStringAsync("/Domains", Cancellation), StringComparison.Ordinal);
        Assert.Equal(["http://api.edge.example:8080/Domains"], _proxy.Targets);
    }

    [Fact]
    public async Task A_password_with_reserved_characters_reaches_the_proxy_and_no_log_line()
    {
        await using var proxy = new ForwardProxy("gateway:open/ses@me#");
        await using var gateway = await StartAsync(
            new()
            {
                ["HTTP_PROXY"] = proxy.Address.Replace("://", "://gateway:open%2Fses%40me%23@", StringComparison.Ordinal),
                ["Logging:LogLevel:Default"] = "Trace",
            }
        );
        using var caller = Http.To(gateway.Address);
        Assert.StartsWith("Authorization: Bearer ", await caller.GetStringAsync("/Domains", Cancellation), StringComparison.Ordinal);
        using var body = new StringContent("{}");
        using var posted = await caller.PostAsync("/Domains", body, Cancellation);
        Assert.Equal(HttpStatusCode.OK, posted.StatusCode);
        await gateway.StopAsync();
        Assert.DoesNotContain(gateway.Errors, line =>
            line.Contains("ses@me", StringComparison.Ordinal) || line.Contains("ses%40me", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Spans_are_exported_through_the_proxy_too()
    {
        await using var gateway = await StartAsync(
            new()
            {
                ["HTTP_PROXY"] = _proxy.Address,
                ["NO_PROXY"] = Api.Host,
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://collector.edge.example:4318",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            }
        );
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        await gateway.StopAsync();
        Assert.Equal(["http://collector.edge.example:4318/v1/traces"], _proxy.Targets.Distinct());
    }

    [Fact]
    public async Task What_is_not_understood_is_reported_at_the_start_and_by_validate_and_doctor()
    {
        const string warning = "NO_PROXY: '192.168.*' is not understood, so it exempts no server from the proxy.";
        var environment = new Dictionary<string, string> { ["NO_PROXY"] = "192.168.*" };
        var validated = await GatewayProcess.RunAsync(_folder.Path, environment, "validate");
        Assert.Equal(0, validated.ExitCode);
        Assert.Contains($"warning: environment: {warning}", validated.Output, StringComparison.Ordinal);
        var examined = await GatewayProcess.RunAsync(_folder.Path, environment, "doctor", "--timeout", "0.1");
        Assert.Contains($"warning: environment: {warning}", examined.Output, StringComparison.Ordinal);
        await using var gateway = await StartAsync(new() { ["NO_PROXY"] = "192.168.*" });
        await gateway.SaysAsync($"environment: {warning}");
    }

    [Theory]
    [InlineData("HTTPS_PROXY", "3128", "names no host: a number alone would be read as the address 0.0.12.56.")]
    [InlineData("all_proxy", "socks9://me:sesame@proxy.example.com", "is not the address of a proxy: the scheme is none of")]
    public async Task A_proxy_that_cannot_be_used_keeps_the_gateway_from_starting(string name, string value, string message)
    {
        foreach (var verb in (string[])["validate", "run"])
        {
            var run = await GatewayProcess.RunAsync(_folder.Path, new Dictionary<string, string> { [name] = value }, verb);
            Assert.Equal(1, run.ExitCode);
            Assert.Contains($"environment: {name}: {message}", run.Output + run.Errors, StringComparison.Ordinal);
            Assert.DoesNotContain("sesame", run.Output + run.Errors, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("api.example.com", "through proxy http://p.example.net:3128 (HTTPS_PROXY)", "direct (NO_PROXY: api.example.com)")]
    [InlineData("", "through proxy http://p.example.net:3128 (HTTPS_PROXY)", "through proxy http://p.example.net:3128 (HTTPS_PROXY)")]
    [InlineData("*", "direct (NO_PROXY: *)", "direct (NO_PROXY: *)")]
    public async Task Explain_and_doctor_show_the_proxy_for_each_destination_and_token_client(string noProxy, string token, string api)
    {
        var environment = new Dictionary<string, string>
        {
            ["HTTPS_PROXY"] = "http://me:sesame@p.example.net:3128",
            ["NO_PROXY"] = noProxy,
        };
        var explained = await GatewayProcess.RunAsync(_folder.Path, environment, "explain", "GET", "/Domains");
        Assert.Contains($"connections   authorization server: {token}; primary: {api}\n", explained.Output, StringComparison.Ordinal);
        var examined = await GatewayProcess.RunAsync(_folder.Path, environment, "doctor");
        Assert.Contains($"POST https://sso.example.com/as/token.oauth2; {token}", examined.Output, StringComparison.Ordinal);
        Assert.Contains($"HEAD https://api.example.com/; {api}", examined.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", explained.Output + examined.Output + examined.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OfGateway + "=none", "direct (" + OfGateway + ")")]
    [InlineData(OfGateway + "=http://own.example:1", "through proxy http://own.example:1 (" + OfGateway + ")")]
    [InlineData(OfGateway + "=socks5://own.example", "through proxy socks5://own.example:1080 (" + OfGateway + ")")]
    [InlineData(OfYarp + ":Address=http://own.example:1", "through proxy http://own.example:1 (" + OfYarp + ")")]
    public async Task The_configuration_of_a_cluster_wins_over_the_variables(string setting, string api)
    {
        var environment = new Dictionary<string, string> { ["HTTPS_PROXY"] = "http://p.example.net:3128", ["NO_PROXY"] = "*" };
        var explained = await GatewayProcess.RunAsync(_folder.Path, environment, "explain", "GET", "/Domains", $"--{setting}");
        Assert.Contains($"; primary: {api}\n", explained.Output, StringComparison.Ordinal);
    }

    private Task<RunningGateway> StartAsync(Dictionary<string, string?> settings) =>
        RunningGateway.StartAsync(authorizationServer.TokenEndpoint, Api, settings);
}
