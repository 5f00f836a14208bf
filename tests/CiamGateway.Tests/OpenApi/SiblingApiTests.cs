using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.OpenApi;

/// <summary>The shipped route files of the MFA and administration APIs: alone, and together with those of the Provisioning API.</summary>
public sealed partial class SiblingApiTests : IDisposable
{
    private static readonly string Config = Path.Combine(Repository.Root, "config");

    private static readonly string[] Settings =
    [
        .. new[] { "routes", "mfa", "administration" }
            .Index()
            .Select(file => $"--Gateway:RouteFiles:{file.Index}={Config}/{file.Item}.json"),
        .. new[] { "provisioning", "mfa", "administration" }.SelectMany(client =>
            new[]
            {
                $"--Gateway:TokenClients:{client}:TokenEndpoint=https://sso.example.com/{client}",
                $"--Gateway:TokenClients:{client}:ClientId={client}-client",
                $"--Gateway:TokenClients:{client}:ClientSecret={client}:S3cr3t",
            }
        ),
        "--Gateway:Callers:ops-console:ApiKeys:0=sha256:V6KP0EDyRlCsRwCkRrbJZ-_2xbJUwnRFVYUgBLWBd0g",
        "--Gateway:AccessPolicies:administrators:Callers:0=ops-console",
        "--Gateway:AccessPolicies:domain-administrators:Callers:0=ops-console",
    ];

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mfa", "9 route(s) for 10 of 11 operation(s).\n")]
    [InlineData("administration", "10 route(s) for 16 of 16 operation(s).\n")]
    public async Task The_shipped_routes_are_what_the_shipped_description_imports_to(string api, string summary)
    {
        var run = await CommandLine.RunAsync("import-openapi", $"{Config}/{api}-api.yaml", "--cluster", api, "--token-client", api);
        Assert.Equal((0, summary), (run.ExitCode, run.Errors));
        Assert.True(JsonNode.DeepEquals(Proxy(File.ReadAllText($"{Config}/{api}.json")), Proxy(run.Output)), run.Output);
    }

    [Theory]
    [InlineData("mfa", 11)]
    [InlineData("administration", 16)]
    public async Task The_shipped_routes_have_not_drifted(string api, int operations) =>
        Assert.Equal(
            new CommandLine(0, "", $"The routes fit the document: {operations} operations.\n"),
            await CommandLine.RunAsync(["import-openapi", $"{Config}/{api}-api.yaml", "--check", "--cluster", api, .. Settings])
        );

    [Fact]
    public async Task The_three_files_named_together_have_no_problem()
    {
        var run = await CommandLine.RunAsync(["validate", .. Settings]);
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain("ReverseProxy:", run.Output + run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/ciam-mfa/v2/users/jdoe/mfadevices?type=sms", "ciam-mfa-v2-user-mfadevice-list")]
    [InlineData("POST", "/ciam-mfa/v2/users/jdoe/mfadevices", "ciam-mfa-v2-user-mfadevice-list")]
    [InlineData("POST", "/ciam-mfa/v2/users/jdoe/mfadevices/7", "ciam-mfa-v2-user-mfadevice")]
    [InlineData("POST", "/ciam-mfa/v2/deviceAuthentications", "ciam-mfa-v2-device-authentication-list")]
    [InlineData("POST", "/ciam-mfa/v2/deviceAuthentications/7", "ciam-mfa-v2-device-authentication")]
    [InlineData("DELETE", "/ciam-mfa/v2/users/jdoe/mfadevices/sms/phone", "ciam-mfa-v2-user-mfadevice-2")]
    [InlineData("DELETE", "/ciam-mfa/v2/users/jdoe/mfadevices/sms/all", "ciam-mfa-v2-user-mfadevice-all")]
    [InlineData("POST", "/ciam-mfa/v2/riskEvaluations", "ciam-mfa-v2-risk-evaluation-list")]
    [InlineData("PUT", "/ciam-mfa/v2/riskEvaluations/7", "ciam-mfa-v2-risk-evaluation")]
    [InlineData("GET", "/ciam-mfa/v2/users/jdoe/isFidoRegistered/login.example.com", "ciam-mfa-v2-user-is-fido-registered")]
    [InlineData("GET", "/ciam-mfa/v2/users/CORP%5Cj.doe%2B1%40example.com/mfadevices", "ciam-mfa-v2-user-mfadevice-list")]
    [InlineData("GET", "/ciam-mfa/v2/users/Jane%20Doe%20Jr./mfadevices", "ciam-mfa-v2-user-mfadevice-list")]
    [InlineData("POST", "/ciam-mfa/v2/users/CORP%5cjdoe@example.com/mfadevices/7", "ciam-mfa-v2-user-mfadevice")]
    [InlineData("DELETE", "/ciam-mfa/v2/users/CORP%5Cj+doe/mfadevices/sms/all", "ciam-mfa-v2-user-mfadevice-all")]
    [InlineData("DELETE", "/ciam-mfa/v2/users/CORP%5Cj+doe./mfadevices/sms/my%20phone", "ciam-mfa-v2-user-mfadevice-2")]
    [InlineData("GET", "/ciam-mfa/v2/users/CORP%5Cjdoe/isFidoRegistered/a.b", "ciam-mfa-v2-user-is-fido-registered")]
    [InlineData("POST", "/app-reg/v1/registerapp", "app-reg-v1-registerapp")]
    [InlineData("POST", "/app-reg/v2/registerapp", "app-reg-v2-registerapp")]
    [InlineData("POST", "/app-reg/admin/v1/registerapp", "app-reg-admin-v1-registerapp")]
    [InlineData("PUT", "/app-reg/v2/riskService/ServiceAccount/a/config", "app-reg-v2-risk-service-service-account-config")]
    [InlineData("POST", "/app-reg/v2/group/7/riskPolicy", "app-reg-v2-group-risk-policy")]
    [InlineData("DELETE", "/app-reg/v1/group/7/riskPolicy/8", "app-reg-v1-group-risk-policy-2")]
    [InlineData("PUT", "/app-reg/v1/fido2Service/ServiceAccount/a/config", "app-reg-v1-fido2-service-service-account-config")]
    public async Task Every_operation_goes_out_byte_for_byte_with_a_token_without_a_scope(string method, string target, string route)
    {
        var client = target.StartsWith("/ciam-mfa", StringComparison.Ordinal) ? "mfa" : "administration";
        var explained = await ExplainedRequest.OfAsync([method, target, "--caller", "ops-console", .. Settings]);
        Assert.Equal((null, route, client), (explained.Refusal, explained.Route, explained.TokenClient));
        Assert.Contains(explained.Scope, (string?[])[null, "", "(none)"]);
        Assert.Equal($"https://ciam-mfa-api-dev.1dc.com{target}", explained.Text("outgoing", "url"));
    }

    [Theory]
    [InlineData("POST", "/ciam-mfa/v2/get/token", "404 route_not_found")]
    [InlineData("GET", "/ciam-mfa/v2/users/a%2Fb/mfadevices", "400 request_target_refused")]
    [InlineData("DELETE", "/ciam-mfa/v2/users/CORP%5C..%5Ca/mfadevices/sms/all", "400 request_target_refused")]
    [InlineData("GET", "/users/jdoe/mfadevices", "404 route_not_found")]
    public async Task What_is_not_listed_is_refused(string method, string target, string refusal) =>
        Assert.Equal(refusal, (await ExplainedRequest.OfAsync([method, target, "--caller", "ops-console", .. Settings])).Refusal);

    [Theory]
    [InlineData("mfa")]
    [InlineData("administration")]
    public async Task The_token_client_of_the_comment_is_right_once_it_is_uncommented(string api)
    {
        var example = CommentedLines().Replace(File.ReadAllText($"{Config}/{api}.json"), match => Comment().Replace(match.Value, ""));
        Assert.Contains(
            "\"TokenClients\"",
            JsonNode.Parse(example, documentOptions: Comments)!["Gateway"]!.ToJsonString(),
            StringComparison.Ordinal
        );
        _folder
            .With("api.json", example)
            .With("secret", "s3cret")
            .With("appsettings.json", """{ "Gateway": { "RouteFiles": [ "api.json" ] } }""");
        var problems = await _folder.Problems(
            $"--Gateway:TokenClients:{api}:ClientId=x",
            $"--Gateway:TokenClients:{api}:ClientSecretFile=secret"
        );
        Assert.DoesNotContain(problems, problem => !problem.Contains(":AccessPolicies:", StringComparison.Ordinal));
    }

    private static JsonDocumentOptions Comments => new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private static JsonNode Proxy(string json) => JsonNode.Parse(json, documentOptions: Comments)!["ReverseProxy"]!;

    /// <summary>From the line that opens the object to the one that closes it.</summary>
    [GeneratedRegex("""^( *)// "(?:Gateway|TokenClients)": \{\n(?:\1//.*\n)*?\1// \},\n""", RegexOptions.Multiline)]
    private static partial Regex CommentedLines();

    [GeneratedRegex("^ *// ?", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
