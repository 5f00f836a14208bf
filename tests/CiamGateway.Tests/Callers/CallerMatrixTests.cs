using System.Text;
using CiamGateway.Callers.Schemes;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>Everybody at every route with every kind of credential, right, wrong and contradictory.</summary>
public sealed class CallerMatrixTests(CallerMatrixTests.Gateways gateways) : IClassFixture<CallerMatrixTests.Gateways>
{
    private const string Nobody = "nobody";
    private const string Wrong = "wrong";
    private static readonly string[] Challenges =
    [
        "WWW-Authenticate: Basic realm=\"ciam-gateway\", charset=\"UTF-8\"",
        "WWW-Authenticate: ApiKey realm=\"ciam-gateway\"",
        "WWW-Authenticate: Basic realm=\"ciam-gateway\", charset=\"UTF-8\"",
    ];

    private static readonly string[] Modes = ["Loopback", "Denied", "Allowed"];

    private static readonly (string Name, string Source, string[] Headers, string Who)[] Presented =
    [
        ("nothing, from nowhere known", "203.0.113.1", [], Nobody),
        ("nothing, from a known network", "10.1.2.3", [], "batch"),
        ("nothing, from the smaller of two known networks", "10.1.200.3", [], "night-batch"),
        ("nothing, from just beside the smaller network", "10.1.201.0", [], "batch"),
        ("nothing, from just beside a known network", "10.2.0.0", [], Nobody),
        ("nothing, from a known network of IPv6", "2001:db8:2::1", [], "batch"),
        ("nothing, from the smaller of two networks of IPv6", "2001:db8:1::1", [], "night-batch"),
        ("nothing, from an IPv4 address in the form of IPv6", "::ffff:10.1.200.3", [], "night-batch"),
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
        (
            "a password and a key of the same caller",
            "203.0.113.5",
            [Basic("ops-console:correct horse: ü"), "X-Api-Key: ops-1"],
            "ops-console"
        ),
        (
            "a password and a key of different callers",
            "203.0.113.5",
            [Basic("ops-console:correct horse: ü"), "X-Api-Key: payroll-1"],
            Wrong
        ),
        ("a right password and a wrong key", "203.0.113.5", [Basic("ops-console:correct horse: ü"), "X-Api-Key: nonsense"], Wrong),
        ("a right key and a wrong password", "203.0.113.10", [Basic("ops-console:wrong"), "X-Api-Key: ops-1"], Wrong),
        ("a key, from the network that it takes", "192.0.2.200", ["X-Api-Key: branch-1"], "branch"),
        ("a key, from elsewhere", "192.0.3.1", ["X-Api-Key: branch-1"], Wrong),
    ];

    public static TheoryData<string, string, string> Cases =>
        [
            .. from mode in Modes
            from presented in Presented
            from route in Gateways.Routes.Keys.Append("nowhere")
            where presented.Who != Wrong || route is "open" or "administrators" or "everybody"
            select (presented.Name, route, mode),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_request_is_served_or_refused_by_who_calls_and_what(string presented, string route, string mode)
    {
        var (_, source, headers, who) = Presented.Single(candidate => candidate.Name == presented);
        string[] lines = [$"GET /{route} HTTP/1.1", "Host: gateway", .. headers, $"X-Forwarded-For: {source}", "Connection: close", "\r\n"];
        var before = gateways.Api.Requests;
        var answer = Assert.Single(await RawConnection.ExchangeAsync(gateways.Addresses[mode], string.Join("\r\n", lines)));

        var expected = Expected(who, route, mode);
        Assert.Equal((expected, CodeOf(expected)), (answer.Status, answer.Code));
        Assert.Equal(expected == 200 ? 1 : 0, gateways.Api.Requests - before);
        Assert.Equal(
            expected == 401 ? Challenges : [],
            answer.HeaderLines.Where(line => line.StartsWith("WWW-Authenticate:", StringComparison.Ordinal))
        );
        if (expected == 401)
        {
            Assert.Contains("Credentials of a caller are required here: ", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain(who, answer.Body, StringComparison.Ordinal);
        }
    }

    private static int Expected(string who, string route, string mode) =>
        (who, route) switch
        {
            (Wrong, _) => 401,
            (_, "everybody") => 200,
            (Nobody, "open") => mode == "Allowed" ? 200 : 401,
            (Nobody, "nowhere") => mode == "Allowed" ? 404 : 401,
            (Nobody, _) => 401,
            (_, "nowhere") => 404,
            (_, "open" or "known") => 200,
            ("ops-console", "administrators") => 200,
            ("night-batch", "night") => 200,
            _ => 403,
        };

    private static string? CodeOf(int status) =>
        status switch
        {
            401 => "caller_unauthenticated",
            403 => "caller_not_admitted",
            404 => "route_not_found",
            _ => null,
        };

    private static string Basic(string credentials) =>
        $"Authorization: Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials))}";

    /// <summary>One gateway for each way to treat anonymous callers, behind a proxy that says where callers come from.</summary>
    public sealed class Gateways : IAsyncLifetime
    {
        private readonly AuthorizationServerFixture _server = new();
        private readonly List<SandboxGateway> _gateways = [];

        /// <summary>Of "correct horse: ü".</summary>
        private const string Password = "pbkdf2:sha256:600000:ICEiIyQlJicoKSorLC0uLw:g82pMvLNPsHk6GNN3NZKjMu2m_GN5EuQZhFXhyYXqnI";

        internal static readonly Dictionary<string, string?> Routes = new()
        {
            ["open"] = null,
            ["administrators"] = "administrators",
            ["night"] = "night",
            ["known"] = "default",
            ["everybody"] = "anonymous",
        };

        internal Upstream Api { get; private set; } = null!;

        internal Dictionary<string, Uri> Addresses { get; } = [];

        public async ValueTask InitializeAsync()
        {
            await _server.InitializeAsync();
            Api = await Upstream.StartAsync(_ => Task.CompletedTask);
            foreach (var mode in Modes)
            {
                var gateway = await GatewayScenario.StartGatewayAsync(_server.TokenEndpoint, Api.Address, Settings(mode));
                _gateways.Add(gateway);
                Addresses[mode] = gateway.Address;
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

        private static Dictionary<string, string?> Settings(string mode)
        {
            var settings = new Dictionary<string, string?>
            {
                ["Gateway:AnonymousCallers"] = mode,
                ["Gateway:TrustedProxies:0"] = "127.0.0.0/8",
                ["Gateway:Callers:payroll:ApiKeys:0"] = ApiKeyHash.Of("payroll-1").ToString(),
                ["Gateway:Callers:payroll:ApiKeys:1"] = ApiKeyHash.Of("payroll-2").ToString(),
                ["Gateway:Callers:ops-console:ApiKeys:0"] = ApiKeyHash.Of("ops-1").ToString(),
                ["Gateway:Callers:ops-console:Passwords:0"] = Password,
                ["Gateway:Callers:branch:ApiKeys:0"] = ApiKeyHash.Of("branch-1").ToString(),
                ["Gateway:Callers:branch:Networks:0"] = "192.0.2.0/24",
                ["Gateway:Callers:batch:Networks:0"] = "10.1.0.0/16",
                ["Gateway:Callers:batch:Networks:1"] = "2001:db8::/32",
                ["Gateway:Callers:night-batch:Networks:0"] = "10.1.200.0/24",
                ["Gateway:Callers:night-batch:Networks:1"] = "2001:db8:1::/48",
                ["Gateway:AccessPolicies:administrators:Callers:0"] = "ops-console",
                ["Gateway:AccessPolicies:night:Callers:0"] = "night-batch",
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
