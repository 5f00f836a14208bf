using System.Net;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Headers;

/// <summary>
/// A network whose servers are reached through a proxy that alone knows their names, and whose certificates a private authority issues.
/// </summary>
public sealed class EdgeNetworkTests : IAsyncLifetime
{
    private const string ServerName = "sso.edge.example";
    private const string ApiName = "api.edge.example";

    private readonly TestAuthority _authority = new();
    private readonly ConfigurationFolder _folder = new();
    private TlsServer _server = null!;
    private TlsServer _api = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _folder.With("ca.pem", TestAuthority.Pem(_authority.Root));
        _server = await TlsServer.StartAsync(
            _authority,
            TlsServer.AnswerWithTokenAsync,
            _authority.IssueFor(ServerName, TimeSpan.FromDays(50))
        );
        _api = await TlsServer.StartAsync(
            _authority,
            context => context.Response.WriteAsync(context.Request.Headers.Authorization.ToString()),
            _authority.IssueFor(ApiName, TimeSpan.FromDays(50))
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _api.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("Gateway:Clusters:provisioning:Proxy:Address")]
    [InlineData("ReverseProxy:Clusters:provisioning:HttpClient:WebProxy:Address")]
    public async Task Calls_and_token_requests_go_through_their_proxies_to_servers_of_the_private_authority(string keyOfCluster)
    {
        await using var proxyOfTokens = new ForwardProxy();
        await using var proxyOfCalls = new ForwardProxy();
        var settings = Trusting();
        settings["Gateway:TokenClients:provisioning:Proxy:Address"] = proxyOfTokens.Address;
        settings[keyOfCluster] = proxyOfCalls.Address;
        await using var gateway = await StartAsync(settings);
        await AssertServesAsync(gateway.Address);
        Assert.Contains($"{ServerName}:{_server.Port}", proxyOfTokens.Targets);
        Assert.Contains($"{ApiName}:{_api.Port}", proxyOfCalls.Targets);
    }

    [Fact]
    public async Task A_proxy_that_asks_for_credentials_gets_them_and_no_log_line_does()
    {
        await using var proxy = new ForwardProxy("gateway:open sesame");
        var settings = Trusting();
        foreach (var owner in new[] { "TokenClients", "Clusters" })
        {
            settings[$"Gateway:{owner}:provisioning:Proxy:Address"] = proxy.Address;
            settings[$"Gateway:{owner}:provisioning:Proxy:UserName"] = "gateway";
            settings[$"Gateway:{owner}:provisioning:Proxy:PasswordFile"] = Path.Combine(
                _folder.With("password", "open sesame\n").Path,
                "password"
            );
        }
        settings["Logging:Fake:LogLevel:Default"] = "Trace";
        await using var gateway = await StartAsync(settings);
        var log = GatewayLog.Of(gateway);
        await AssertServesAsync(gateway.Address);
        Assert.DoesNotContain(log.GetSnapshot(), entry =>
            entry.ToString().Contains("sesame", StringComparison.Ordinal)
            || entry.Message.Contains("Z2F0ZXdheTpvcGVuIHNlc2FtZQ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_environment_names_the_proxy_for_tokens_and_for_calls()
    {
        await using var proxy = new ForwardProxy("gateway:sesame");
        var settings = Trusting();
        settings["HTTPS_PROXY"] = proxy.Address.Replace("://", "://gateway:sesame@", StringComparison.Ordinal);
        settings["NO_PROXY"] = "other.example";
        await using var gateway = await RunningGateway.StartAsync(TokenEndpoint, Api, settings);
        await AssertServesAsync(gateway.Address);
        Assert.Equal([$"{ApiName}:{_api.Port}", $"{ServerName}:{_server.Port}"], proxy.Targets.Distinct().Order(StringComparer.Ordinal));
        Assert.DoesNotContain(gateway.Errors, line => line.Contains("sesame", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Gateway:Clusters:provisioning:Proxy:Address", "http://127.0.0.1:1")]
    [InlineData("ReverseProxy:Clusters:provisioning:HttpClient:WebProxy:Address", "http://127.0.0.1:1")]
    [InlineData("HTTPS_PROXY", "http://gateway:sesame@127.0.0.1:1")]
    public async Task A_proxy_that_does_not_run_is_blamed_in_place_of_the_API(string key, string address)
    {
        await using var proxyOfTokens = new ForwardProxy();
        var settings = Trusting();
        settings["Gateway:TokenClients:provisioning:Proxy:Address"] = proxyOfTokens.Address;
        settings[key] = address;
        await using var gateway = await RunningGateway.StartAsync(TokenEndpoint, Api, settings);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(
            "The API cannot be reached, since the proxy on the way refuses connections.",
            await AssertProblem.Is(response, 502, "upstream_unreachable", "connection_refused")
        );
        await gateway.StopAsync();
        Assert.Contains(gateway.Errors, line =>
            line.Contains(
                $"The API at {Api} cannot be reached, since the proxy on the way (http://127.0.0.1:1) refuses connections. ",
                StringComparison.Ordinal
            )
        );
        Assert.DoesNotContain(gateway.Errors, line => line.Contains("sesame", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_NO_PROXY_names_is_reached_directly()
    {
        await using var proxyOfTokens = new ForwardProxy();
        await using var proxy = new ForwardProxy();
        var settings = Trusting();
        settings["Gateway:TokenClients:provisioning:Proxy:Address"] = proxyOfTokens.Address;
        settings["HTTPS_PROXY"] = proxy.Address;
        settings["NO_PROXY"] = ApiName;
        await using var gateway = await RunningGateway.StartAsync(TokenEndpoint, Api, settings);
        using var caller = Http.To(gateway.Address);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        // The proxy alone knows the name.
        Assert.Contains(
            "has a host name that cannot be resolved",
            await AssertProblem.Is(response, 502, "upstream_unreachable", "dns_error"),
            StringComparison.Ordinal
        );
        Assert.Empty(proxy.Targets);
    }

    [Fact]
    public async Task A_secret_in_plain_http_to_this_machine_goes_through_no_proxy()
    {
        await using var proxy = new ForwardProxy();
        await using var server = await Upstream.StartAsync(TlsServer.AnswerWithTokenAsync);
        await using var api = await Upstream.StartAsync(context =>
            context.Response.WriteAsync(context.Request.Headers.Authorization.ToString())
        );
        await using var gateway = await RunningGateway.StartAsync(
            server.Address,
            api.Address,
            new()
            {
                ["HTTP_PROXY"] = proxy.Address,
                ["ALL_PROXY"] = proxy.Address,
                ["Gateway:TokenClients:provisioning:Proxy:Address"] = proxy.Address,
            }
        );
        await AssertServesAsync(gateway.Address);
        Assert.Empty(proxy.Targets);
    }

    [Fact]
    public async Task Another_authority_in_the_file_of_a_cluster_takes_effect_while_the_gateway_runs()
    {
        using var other = new TestAuthority();
        await using var proxy = new ForwardProxy();
        var settings = Trusting();
        settings["Gateway:TokenClients:provisioning:Proxy:Address"] = proxy.Address;
        settings["Gateway:Clusters:provisioning:Proxy:Address"] = proxy.Address;
        settings["Gateway:Clusters:provisioning:TrustedCertificatesFile"] = Path.Combine(
            _folder.With("api-ca.pem", TestAuthority.Pem(other.Root)).Path,
            "api-ca.pem"
        );
        await using var gateway = await StartAsync(settings);
        using var caller = Http.To(gateway.Address);
        using (var refused = await caller.GetAsync("/Domains", Cancellation))
        {
            Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        }
        _folder.With("api-ca.pem", TestAuthority.Pem(_authority.Root));
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await caller.GetAsync("/Domains", Cancellation);
            return answer.IsSuccessStatusCode;
        });
    }

    private Uri TokenEndpoint => new($"https://{ServerName}:{_server.Port}/as/token.oauth2");

    private Uri Api => new($"https://{ApiName}:{_api.Port}/");

    private Dictionary<string, string?> Trusting() =>
        new()
        {
            ["Gateway:TokenClients:provisioning:TrustedCertificatesFile"] = Path.Combine(_folder.Path, "ca.pem"),
            ["Gateway:Clusters:provisioning:TrustedCertificatesFile"] = Path.Combine(_folder.Path, "ca.pem"),
        };

    private Task<SandboxGateway> StartAsync(Dictionary<string, string?> settings) =>
        GatewayScenario.StartGatewayAsync(TokenEndpoint, Api, settings);

    private static async Task AssertServesAsync(Uri gateway)
    {
        using var caller = Http.To(gateway);
        Assert.Equal("Bearer abc", await caller.GetStringAsync("/Domains", Cancellation));
    }
}
