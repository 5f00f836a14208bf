using System.Buffers.Text;
using CiamGateway.Callers.Schemes;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.AspNetCore.Http;
using static CiamGateway.Tests.Diagnosis.MistakenGateway;

namespace CiamGateway.Tests.Diagnosis;

/// <summary>The mistakes of the documentation's table, each made for real, and the line that its operator sees.</summary>
internal sealed class Mistakes(SandboxAuthorizationServer server, Upstream api, TestAuthority authority)
{
    private const string Callers = "Gateway:Callers";
    private static readonly Uri NobodyListens = new("http://127.0.0.1:1/");

    /// <summary>By the words of the table: where the line is seen, and how it comes about.</summary>
    public IReadOnlyDictionary<string, (string Where, Func<Task<string>> Provoke)> All =>
        new Dictionary<string, (string, Func<Task<string>>)>
        {
            ["The client secret is wrong"] = ("log", () => Log(2002, ($"{Client}:ClientSecret", "wrong"))),
            ["The authorization server does not know the client"] = ("doctor", () =>
                Doctor("token client", ($"{Client}:ClientId", "ciam-gatewy"))
            ),
            ["The scope is not for this client"] = ("doctor", () =>
                Doctor("token client", ("ReverseProxy:Routes:domain-list:Transforms:0:Scope", "iam.root"))
            ),
            ["Less scope is granted than asked for"] = ("log", NarrowerScope),
            ["Tokens come without a type"] = ("log", TokenWithoutType),
            ["The client assertion has ended"] = ("doctor", () => Assertion("credential", TimeProvider.System.GetUtcNow().AddHours(-1))),
            ["The client assertion is for another audience"] = ("doctor", () =>
                Assertion("scope", TimeProvider.System.GetUtcNow().AddHours(1))
            ),
            ["The client certificate has expired"] = ("validate", ExpiredClientCertificate),
            ["A clock is off"] = ("doctor", ClockOff),
            ["The token endpoint's host name is wrong"] = ("doctor", () =>
                Doctor("token client", ($"{Client}:TokenEndpoint", "https://sso.invalid/as/token.oauth2"))
            ),
            ["The token endpoint's path is wrong"] = ("doctor", () =>
                Doctor("token client", ($"{Client}:TokenEndpoint", new Uri(server.Address, "as/tokens").AbsoluteUri))
            ),
            ["The token endpoint is a web page"] = ("doctor", WebPage),
            ["The authorization server does not run"] = ("doctor", () =>
                Doctor("token client", ($"{Client}:TokenEndpoint", NobodyListens.AbsoluteUri))
            ),
            ["A firewall is in the way"] = ("doctor", Firewall),
            ["Only a proxy leads to the API"] = ("doctor", () => Doctor("destination", (Destination, "https://api.invalid/"))),
            ["The proxy asks for a password"] = ("doctor", () => Proxy(new ForwardProxy("gateway:sesame"))),
            ["The proxy does not let this host through"] = ("doctor", () =>
                Proxy(new ForwardProxy(port: FreePort.Containing("407")) { Forbids = true })
            ),
            ["The proxy does not run"] = ("doctor", () =>
                Doctor(
                    "token client",
                    ($"{Client}:Proxy:Address", NobodyListens.AbsoluteUri),
                    ($"{Client}:TokenEndpoint", "https://sso.invalid/as/token.oauth2")
                )
            ),
            ["A private authority issued the certificate"] = ("doctor", PrivateAuthority),
            ["A certificate is for another host name"] = ("doctor", OtherHostName),
            ["The API's certificate has expired"] = ("log", ExpiredServerCertificate),
            ["https is written where http is spoken"] = ("doctor", () =>
                Doctor("destination", (Destination, $"https://localhost:{api.Address.Port}/"))
            ),
            ["The API does not run"] = ("log", () => Log(4003, (Destination, NobodyListens.AbsoluteUri))),
            ["The API answers 401"] = ("log", () => AnsweredBy(4001, context => context.Response.StatusCode = 401)),
            ["A token is bound to another certificate"] = ("log", BoundToken),
            ["The API answers 403, insufficient_scope"] = ("log", () => AnsweredBy(4002, InsufficientScope)),
            ["A route hides another"] = ("validate", HiddenRoute),
            ["A caller's key is wrong"] = ("log", () => Log(3003, apiKey: "wrong", OneCaller)),
            ["A caller's key is in the wrong header"] = ("log", KeyInWrongHeader),
            ["A caller is not admitted to the route"] = ("log", () =>
                Log(
                    3003,
                    apiKey: "right",
                    OneCaller,
                    ("ReverseProxy:Routes:domain-list:AuthorizationPolicy", "administrators"),
                    ("Gateway:AccessPolicies:administrators:Callers:0", "other"),
                    ($"{Callers}:other:Networks:0", "10.0.0.0/8")
                )
            ),
            ["A caller sends no credential"] = ("answer", NoCredential),
            ["The secret file is not mounted"] = ("validate", () => Validate(("ClientSecret", null), ("ClientSecretFile", "missing"))),
            ["The secret file is empty"] = ("validate", () => Validate(("ClientSecret", null), ("ClientSecretFile", "empty"))),
            ["A key is misspelt"] = ("validate", () => Validate(("Client_Id", "x"))),
            ["No caller is configured"] = ("validate", NoCallers),
        };

    private static (string, string?) OneCaller => ($"{Callers}:payroll:ApiKeys:0", ApiKeyHash.Of("right").ToString());

    private MistakenGateway Gateway(params IEnumerable<(string, string?)> mistakes) => Before(server.TokenEndpoint, api.Address, mistakes);

    private async Task<string> Log(int eventId, params (string, string?)[] mistakes)
    {
        using var gateway = Gateway(mistakes);
        return await gateway.LogAsync(eventId);
    }

    private async Task<string> Log(int eventId, string apiKey, params (string, string?)[] mistakes)
    {
        using var gateway = Gateway(mistakes);
        return await gateway.LogAsync(eventId, apiKey);
    }

    private async Task<string> KeyInWrongHeader()
    {
        using var gateway = Gateway([OneCaller]);
        return await gateway.LogAsync(3005, "right", "Api-Key");
    }

    private async Task<string> Doctor(string about, params (string, string?)[] mistakes)
    {
        using var gateway = Gateway(mistakes);
        return await gateway.DoctorAsync(about);
    }

    private async Task<string> Validate(params (string Key, string? Value)[] mistakes)
    {
        using var gateway = Gateway(mistakes.Select(mistake => ($"{Client}:{mistake.Key}", mistake.Value))).With("empty", "");
        return await gateway.ValidateAsync();
    }

    private async Task<string> AnsweredBy(int eventId, Action<HttpContext> answer)
    {
        await using var refusing = await Upstream.StartAsync(context =>
        {
            answer(context);
            return Task.CompletedTask;
        });
        return await Log(eventId, (Destination, refusing.Address.AbsoluteUri));
    }

    private static void InsufficientScope(HttpContext context)
    {
        context.Response.StatusCode = 403;
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"insufficient_scope\", scope=\"domain.manage\"";
    }

    private async Task<string> NarrowerScope()
    {
        server.WithheldScope = ["domain.manage"];
        return await Log(2003, ("ReverseProxy:Routes:domain-list:Transforms:0:Scope", "application.client domain.manage"));
    }

    private async Task<string> TokenWithoutType()
    {
        await using var untyped = await Upstream.StartAsync(context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{ "access_token": "abc", "expires_in": 3600 }""");
        });
        return await Log(2005, ($"{Client}:TokenEndpoint", untyped.Address.AbsoluteUri));
    }

    private async Task<string> Assertion(string about, DateTimeOffset end)
    {
        using var gateway = Gateway(
            ($"{Client}:ClientSecret", ""),
            ($"{Client}:ClientSecretFile", ""),
            ($"{Client}:ClientAuthentication", "private_key_jwt"),
            ($"{Client}:ClientAssertionFile", "assertion")
        );
        return await gateway.With("assertion", SignedAssertion.Create(end)).DoctorAsync(about);
    }

    private async Task<string> BoundToken()
    {
        var payload = Base64Url.EncodeToString("""{ "cnf": { "x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2" } }"""u8);
        await using var binding = await Upstream.StartAsync(context =>
            context.Response.WriteAsync(TokenEngine.TokenResponse($"eyJhbGciOiJSUzI1NiJ9.{payload}.c2ln"))
        );
        return await Log(4005, ($"{Client}:TokenEndpoint", binding.Address.AbsoluteUri));
    }

    private async Task<string> ExpiredClientCertificate()
    {
        using var certificate = authority.IssueFor("gateway", TimeSpan.FromHours(-1));
        using var gateway = Gateway(
            ($"{Client}:TokenEndpoint", "https://sso.example.com/as/token.oauth2"),
            ($"{Client}:ClientSecret", ""),
            ($"{Client}:ClientSecretFile", ""),
            ($"{Client}:ClientAuthentication", "tls_client_auth"),
            ($"{Client}:CertificateFile", "client.pem")
        );
        gateway.With("client.pem", TestAuthority.KeyPem(certificate) + "\n" + TestAuthority.Pem(certificate));
        return await gateway.ValidateAsync();
    }

    private async Task<string> ClockOff()
    {
        await using var ahead = await Upstream.StartAsync(context =>
        {
            context.Response.Headers.Date = TimeProvider.System.GetUtcNow().AddMinutes(5).ToString("R");
            return context.Response.WriteAsync(TokenEngine.TokenResponse());
        });
        return await Doctor("token client", ($"{Client}:TokenEndpoint", ahead.Address.AbsoluteUri));
    }

    private async Task<string> WebPage()
    {
        await using var page = await Upstream.StartAsync(context => context.Response.WriteAsync("<html><h1>Sign on</h1></html>"));
        return await Doctor("token client", ($"{Client}:TokenEndpoint", page.Address.AbsoluteUri));
    }

    private async Task<string> Firewall()
    {
        using var port = new SilentPort();
        return await Doctor(
            "token client",
            ($"{Client}:TokenEndpoint", $"https://127.0.0.1:{port.Number}/as/token.oauth2"),
            ($"{Client}:ConnectTimeout", "00:00:01")
        );
    }

    private async Task<string> Proxy(ForwardProxy proxy)
    {
        await using var running = proxy;
        return await Doctor(
            "destination",
            (Destination, "https://api.invalid/"),
            ("Gateway:Clusters:provisioning:Proxy:Address", proxy.Address)
        );
    }

    private async Task<string> PrivateAuthority()
    {
        await using var secure = await TlsServer.StartAsync(authority, TlsServer.AnswerWithTokenAsync);
        return await Doctor("token client", ($"{Client}:TokenEndpoint", secure.Address.AbsoluteUri));
    }

    private async Task<string> OtherHostName()
    {
        await using var secure = await TlsServer.StartAsync(
            authority,
            TlsServer.AnswerWithTokenAsync,
            authority.IssueFor("sso.example.com", TimeSpan.FromDays(50))
        );
        using var gateway = Gateway(
                ($"{Client}:TokenEndpoint", secure.Address.AbsoluteUri),
                ($"{Client}:TrustedCertificatesFile", "ca.pem")
            )
            .With("ca.pem", TestAuthority.Pem(authority.Root));
        return await gateway.DoctorAsync("token client");
    }

    private async Task<string> ExpiredServerCertificate()
    {
        await using var secure = await TlsServer.StartAsync(
            authority,
            _ => Task.CompletedTask,
            authority.IssueFor("localhost", TimeSpan.FromHours(-1))
        );
        using var gateway = Gateway(
                (Destination, secure.Address.AbsoluteUri),
                ("Gateway:Clusters:provisioning:TrustedCertificatesFile", "ca.pem")
            )
            .With("ca.pem", TestAuthority.Pem(authority.Root));
        return await gateway.LogAsync(4003);
    }

    private async Task<string> HiddenRoute()
    {
        using var gateway = Gateway(
            ("ReverseProxy:Routes:any-domain:Order", "-1"),
            ("ReverseProxy:Routes:any-domain:ClusterId", "provisioning"),
            ("ReverseProxy:Routes:any-domain:Match:Path", "/{**path}"),
            ("ReverseProxy:Routes:any-domain:Transforms:0:AccessToken", "provisioning"),
            ("ReverseProxy:Routes:any-domain:Transforms:0:Scope", "application.client")
        );
        return await gateway.ValidateAsync();
    }

    private async Task<string> NoCredential()
    {
        using var gateway = Gateway(OneCaller, ("Gateway:AnonymousCallers", "Denied"));
        return await gateway.AnswerAsync();
    }

    private async Task<string> NoCallers()
    {
        using var gateway = Gateway(("Urls", "http://*:8080"));
        return await gateway.ValidateAsync();
    }
}
