using System.Text;
using CiamGateway.Configuration;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Everybody at every route with every kind of credential, right, wrong and contradictory.</summary>
public sealed class CallerMatrixTests(CallerMatrixTests.Gateways gateways) : IClassFixture<CallerMatrixTests.Gateways>
{
    private const string Nobody = "nobody";
    private const string Wrong = "wrong";

    private static readonly (string Name, string Source, string[] Headers, string Who)[] Presented =
    [
        ("nothing, from nowhere known", "203.0.113.1", [], Nobody),
        ("nothing, from a known network", "10.1.2.3", [], "batch"),
        ("nothing, from the smaller of two known networks", "10.1.200.3", [], "night-batch"),
        ("nothing, from just beside a known network", "10.2.0.0", [], Nobody),
        ("a bearer token", "203.0.113.2", ["Authorization: Bearer abc"], Nobody),
        ("an API key", "203.0.113.3", ["X-Api-Key: payroll-1"], "payroll"),
        ("the other API key", "203.0.113.3", ["X-Api-Key: payroll-2"], "payroll"),
        ("an API key, from a known network", "10.1.2.3", ["X-Api-Key: payroll-1"], "payroll"),
        ("a wrong API key", "203.0.113.4", ["X-Api-Key: payroll-3"], Wrong),
        ("a wrong API key, from a known network", "10.1.2.3", ["X-Api-Key: payroll-3"], Wrong),
        ("an empty API key", "203.0.113.4", ["X-Api-Key: "], Wrong),
        ("the hash instead of the key", "203.0.113.4", [$"X-Api-Key: {ApiKeyHash.Of("payroll-1")}"], Wrong),
        ("two API keys, both right", "203.0.113.4", ["X-Api-Key: payroll-1", "X-Api-Key: payroll-2"], Wrong),
        ("a password", "203.0.113.5", [Basic("ops-console:correct horse: ü")], "ops-console"),
        ("a wrong password", "203.0.113.6", [Basic("ops-console:wrong")], Wrong),
        ("an unknown user", "203.0.113.7", [Basic("nobody:correct horse: ü")], Wrong),
        ("a user without a password of its own", "203.0.113.8", [Basic("payroll:payroll-1")], Wrong),
        ("Basic that is not base64", "203.0.113.9", ["Authorization: Basic %%%"], Wrong),
        ("Basic without a colon", "203.0.113.9", [Basic("ops-console")], Wrong),
        ("Basic and nothing more", "203.0.113.9", ["Authorization: Basic"], Wrong),
        ("Basic beside a bearer token", "203.0.113.9", [Basic("ops-console:correct horse: ü"), "Authorization: Bearer abc"], Wrong),
        ("a password and a key of the same caller", "203.0.113.5", [Basic("ops-console:correct horse: ü"), "X-Api-Key: ops-1"], "ops-console"),
        ("a password and a key of different callers", "203.0.113.5", [Basic("ops-console:correct horse: ü"), "X-Api-Key: payroll-1"], Wrong),
        ("a right password and a wrong key", "203.0.113.5", [Basic("ops-console:correct horse: ü"), "X-Api-Key: nonsense"], Wrong),
        ("a right key and a wrong password", "203.0.113.10", [Basic("ops-console:wrong"), "X-Api-Key: ops-1"], Wrong),
        ("a key, from the network that it takes", "192.0.2.200", ["X-Api-Key: branch-1"], "branch"),
        ("a key, from elsewhere", "192.0.3.1", ["X-Api-Key: branch-1"], Wrong),
    ];

    public static TheoryData<string, string, string> Cases =>
    [
        .. from mode in Enum.GetNames<AnonymousCallers>()
           from presented in Presented
           from route in Gateways.Routes.Keys
           select (presented.Name, route, mode),
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_request_is_served_or_refused_by_who_calls_and_what(string presented, string route, string mode)
    {
        var (_, source, headers, who) = Presented.Single(candidate => candidate.Name == presented);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/{route}");
        foreach (var header in headers.Append($"X-Forwarded-For: {source}"))
        {
            request.Headers.TryAddWithoutValidation(header.Split(": ")[0].TrimEnd(':'), header.Split(": ", 2)[1..].DefaultIfEmpty(""));
        }
        var before = gateways.Api.Requests;
        using var response = await gateways.Clients[mode].SendAsync(request, TestContext.Current.CancellationToken);

        var expected = Expected(who, route, mode);
        Assert.Equal(expected == 200 ? 1 : 0, gateways.Api.Requests - before);
        Assert.Equal(expected == 401, response.Headers.WwwAuthenticate.Count > 0);
        switch (expected)
        {
            case 401:
                Assert.DoesNotContain(who, await AssertProblem.Is(response, 401, "caller_unauthenticated", "http_request_denied"), StringComparison.Ordinal);
                Assert.Equal("""ApiKey realm="ciam-gateway", Basic realm="ciam-gateway", charset="UTF-8" """.TrimEnd(), response.Headers.WwwAuthenticate.ToString());
                break;
            case 403:
                await AssertProblem.Is(response, 403, "caller_not_admitted", "http_request_denied");
                break;
            default:
                Assert.Equal(200, (int)response.StatusCode);
                break;
        }
    }

    private static int Expected(string who, string route, string mode) => (who, route) switch
    {
        (Wrong, _) => 401,
        (_, "everybody") => 200,
        (Nobody, "open") => mode == nameof(AnonymousCallers.Allowed) ? 200 : 401,
        (Nobody, _) => 401,
        (_, "open" or "known") => 200,
        ("ops-console", "administrators") => 200,
        _ => 403,
    };

    private static string Basic(string credentials) => $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}";

    /// <summary>One gateway for each way to treat anonymous callers, behind a proxy that says where callers come from.</summary>
    public sealed class Gateways : IAsyncLifetime
    {
        private readonly AuthorizationServerFixture _server = new();
        private readonly List<SandboxGateway> _gateways = [];

        internal static readonly Dictionary<string, string?> Routes = new()
        {
            ["open"] = null,
            ["administrators"] = "administrators",
            ["known"] = "default",
            ["everybody"] = "anonymous",
        };

        internal Upstream Api { get; private set; } = null!;

        internal Dictionary<string, HttpClient> Clients { get; } = [];

        public async ValueTask InitializeAsync()
        {
            await _server.InitializeAsync();
            Api = await Upstream.StartAsync(_ => Task.CompletedTask);
            var password = PasswordHash.Of(Encoding.UTF8.GetBytes("correct horse: ü")).ToString();
            foreach (var mode in Enum.GetNames<AnonymousCallers>())
            {
                var gateway = await GatewayScenario.StartGatewayAsync(_server.TokenEndpoint, Api.Address, Settings(mode, password));
                _gateways.Add(gateway);
                Clients[mode] = Http.To(gateway.Address);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var gateway in _gateways)
            {
                await gateway.DisposeAsync();
            }
            await Api.DisposeAsync();
            await _server.DisposeAsync();
        }

        private static Dictionary<string, string?> Settings(string mode, string password)
        {
            var settings = new Dictionary<string, string?>
            {
                ["Gateway:AnonymousCallers"] = mode,
                ["Gateway:TrustedProxies:0"] = "127.0.0.0/8",
                ["Gateway:Callers:payroll:ApiKeys:0"] = ApiKeyHash.Of("payroll-1").ToString(),
                ["Gateway:Callers:payroll:ApiKeys:1"] = ApiKeyHash.Of("payroll-2").ToString(),
                ["Gateway:Callers:ops-console:ApiKeys:0"] = ApiKeyHash.Of("ops-1").ToString(),
                ["Gateway:Callers:ops-console:Passwords:0"] = password,
                ["Gateway:Callers:branch:ApiKeys:0"] = ApiKeyHash.Of("branch-1").ToString(),
                ["Gateway:Callers:branch:Networks:0"] = "192.0.2.0/24",
                ["Gateway:Callers:batch:Networks:0"] = "10.1.0.0/16",
                ["Gateway:Callers:night-batch:Networks:0"] = "10.1.200.0/24",
                ["Gateway:AccessPolicies:administrators:Callers:0"] = "ops-console",
            };
            foreach (var (route, policy) in Routes)
            {
                settings[$"ReverseProxy:Routes:{route}:ClusterId"] = "provisioning";
                settings[$"ReverseProxy:Routes:{route}:AuthorizationPolicy"] = policy;
                settings[$"ReverseProxy:Routes:{route}:Match:Path"] = $"/{route}";
                settings[$"ReverseProxy:Routes:{route}:Transforms:0:AccessToken"] = "none";
            }
            return settings;
        }
    }
}
