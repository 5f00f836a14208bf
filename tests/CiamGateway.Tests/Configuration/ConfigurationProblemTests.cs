using Xunit;

namespace CiamGateway.Tests.Configuration;

public sealed class ConfigurationProblemTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private const string Transform = "ReverseProxy:Routes:domain-list:Transforms:0";
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_configuration_has_no_problem() => Assert.Empty(await _folder.Problems());

    [Theory]
    [InlineData($"{Client}:ClientId=", $"{Client}:ClientId: is missing.")]
    [InlineData($"{Client}:TokenEndpoint=", $"{Client}:TokenEndpoint: is missing.")]
    [InlineData($"{Client}:TokenEndpoint=sso/token", "'sso/token' is not an absolute http or https address")]
    [InlineData($"{Client}:TokenEndpoint=http://sso.example.com/token", "unencrypted")]
    [InlineData($"{Client}:TokenEndpoint=https://user@sso.example.com/token#x", "a user name or a fragment")]
    [InlineData($"{Client}:ClientAuthentication=basic", "one of client_secret_basic, client_secret_post")]
    [InlineData(
        $"{Client}:CertificateFile=x",
        $"{Client}:CertificateFile: is not used by client_secret_basic. "
            + $"Fix: remove it, or set {Client}:ClientAuthentication to tls_client_auth."
    )]
    [InlineData(
        $"{Client}:KeyId=x",
        $"{Client}:KeyId: is not used by client_secret_basic. Fix: remove it, or set {Client}:ClientAuthentication to client_secret_jwt or "
            + "private_key_jwt."
    )]
    [InlineData($"{Client}:Issuer=https://sso.example.com", $"{Client}:Issuer: is given beside TokenEndpoint")]
    [InlineData($"{Client}:AssertionAudience=issuer", $"{Client}:AssertionAudience: is the issuer, which is not configured")]
    [InlineData($"{Client}:ClientSecretFile=nowhere", "nowhere' does not exist. Fix: mount or create it")]
    [InlineData($"{Client}:Parameters:scope=all", $"{Client}:Parameters:scope: is a parameter that the gateway sets itself")]
    [InlineData($"{Client}:Retries=many", $"{Client}:Retries: 'many' is not a whole number")]
    [InlineData($"{Client}:WaitTimeout=5 s", $"{Client}:WaitTimeout: '5 s' is not a time span")]
    [InlineData(
        $"{Client}:MetadataLifetime=5",
        $"{Client}:MetadataLifetime: '5' is a number of days. Fix: write \"00:00:05\" for as many seconds, \"5.00:00:00\" for as many days."
    )]
    [InlineData(
        "Gateway:Limits:TimeoutPolicies:short=300",
        "Gateway:Limits:TimeoutPolicies:short: '300' is a number of days. Fix: write \"00:05:00\" for as many seconds, "
    )]
    [InlineData(
        "Gateway:Limits:PerCaller:Window=1",
        "Gateway:Limits:PerCaller:Window: '1' is a number of days. Fix: write \"00:00:01\" for as many seconds, "
    )]
    [InlineData(
        "ReverseProxy:Routes:domain-list:Timeout=30",
        "ReverseProxy:Routes:domain-list:Timeout: '30' is a number of days. Fix: write \"00:00:30\" for as many seconds, "
    )]
    [InlineData($"{Client}:AttemptTimeout=00:00:00", $"{Client}:AttemptTimeout: 00:00:00 is out of range")]
    [InlineData($"{Client}:ClientSecretFil=x", $"{Client}:ClientSecretFil: is not a known key. Fix: write 'ClientSecretFile'")]
    [InlineData("Gateway:Management=x", "Gateway:Management:")]
    [InlineData(
        "Gateway:Management:RequiredRoutes:0=domain-lst",
        "Gateway:Management:RequiredRoutes:0: 'domain-lst' is not a route. Fix: write 'domain-list'."
    )]
    [InlineData(
        "Gateway:Management:Url=8081",
        "Gateway:Management:Url: '8081' is not a scheme, an address and a port. Fix: write \"http://127.0.0.1:8081\""
    )]
    [InlineData($"{Client}:Parameters:0=audience", $"{Client}:Parameters: is a list. Fix: write an object in braces.")]
    [InlineData("AllowedHosts=gateway.example.com;https://other", "AllowedHosts: 'https://other' is not a host name.")]
    [InlineData(
        "ReverseProxy:Routes:domain-list:Transforms:1:AccesToken=provisioning",
        "ReverseProxy:Routes:domain-list: Unknown transform: AccesToken. Fix: write 'AccessToken' in place of 'AccesToken'."
    )]
    [InlineData(
        "ReverseProxy:Routes:domain-list:RateLimiterPolicy=slow",
        "Fix: define it under Gateway:RateLimits, or correct RateLimiterPolicy."
    )]
    [InlineData(
        "ReverseProxy:Routes:domain-list:TimeoutPolicy=slow",
        "Fix: define it under Gateway:Limits:TimeoutPolicies, or correct TimeoutPolicy."
    )]
    [InlineData(
        "ReverseProxy:Clusters:provisioning:HttpClient:DangerousAcceptAnyServerCertificate=true",
        "accepts any certificate, so a man in the middle would receive access tokens. Fix: write false, "
            + "and Gateway:Clusters:provisioning:TrustedCertificatesFile"
    )]
    [InlineData("Gateway:TokenClient:x=y", "Gateway:TokenClient: is not a known key. Fix: write 'TokenClients'")]
    [InlineData(
        "ReverseProxy:Routes:domain-list:ClusterId=provisionin",
        "ReverseProxy:Routes:domain-list:ClusterId: 'provisionin' is not a cluster. Fix: write 'provisioning'"
    )]
    [InlineData(
        "ReverseProxy:Routes:domain-list:Match:Methods:0=BREW POT",
        "ReverseProxy:Routes:domain-list:Match:Methods:0: 'BREW POT' is not a method"
    )]
    [InlineData(
        "ReverseProxy:Routes:domain-list:Match:Methods:1=trace",
        "ReverseProxy:Routes:domain-list:Match:Methods:1: TRACE is never forwarded"
    )]
    [InlineData(
        "ReverseProxy:Clusters:provisioning:Destinations:primary:Address=https://api.example.com/?tenant=1",
        "ReverseProxy:Clusters:provisioning:Destinations:primary:Address: carries a query or a fragment"
    )]
    [InlineData(
        "ReverseProxy:Clusters:provisioning:Destinations:primary:Address=api",
        "ReverseProxy:Clusters:provisioning:Destinations:primary:Address: 'api' is not an absolute"
    )]
    [InlineData(
        $"{Transform}:AccessToken=provisionning",
        $"{Transform}:AccessToken: 'provisionning' is not a token client. Fix: write 'provisioning'"
    )]
    [InlineData($"{Transform}:Scope=", $"{Transform}:Scope: '' names no scope")]
    [InlineData($"{Transform}:Scope=a\"b", $"{Transform}:Scope: 'a\"b' holds the character '\"', which RFC 6749 §3.3 does not allow")]
    [InlineData($"{Transform}:Scopes=a", $"{Transform}:Scopes: is not a key of the AccessToken transform. Fix: write 'Scope'")]
    [InlineData($"{Transform}:Warm=maybe", $"{Transform}:Warm: 'maybe' is not true or false")]
    [InlineData($"{Transform}:Resource=api", $"{Transform}:Resource: 'api' is not an absolute URI")]
    [InlineData($"{Transform}:AccessToken=none", $"{Transform}:Scope: is on a route that goes out without a token")]
    [InlineData("ReverseProxy:Routes:domain-list:Transforms:1:AccessToken=none", "has 2 AccessToken transforms")]
    public async Task A_fault_is_one_line_with_path_and_fix(string setting, string expected)
    {
        var problem = Assert.Single(await _folder.Problems("--" + setting));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Contains("Fix: ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', problem);
    }

    [Fact]
    public async Task An_issuer_with_a_query_is_refused() =>
        Assert.Contains(
            $"{Client}:Issuer: carries a query, which RFC 8414 §2 has no place for.",
            Assert.Single(await _folder.Problems($"--{Client}:TokenEndpoint=", $"--{Client}:Issuer=https://sso.example.com/?tenant=1")),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_route_that_does_not_say_which_token_goes_out_does_not_validate()
    {
        _folder.With(
            "config/routes.json",
            """{ "ReverseProxy": { "Routes": { "domain-list": { "ClusterId": "provisioning", "Match": { "Path": "/Domains" } } } } }"""
        );
        Assert.Contains("has no AccessToken transform", Assert.Single(await _folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_JSON_is_named_by_file_line_and_column_and_the_rest_is_not_judged()
    {
        _folder.With("config/routes.json", "{\n  \"ReverseProxy\": {\n    \"Routes\": ]\n}");
        var problem = Assert.Single(await _folder.Problems($"--{Client}:Retries=many"));
        Assert.Contains("routes.json:3:15: is not JSON", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_one_problem_and_not_the_lack_of_what_is_in_it()
    {
        _folder.With("config/routes.json", "{ oops }");
        Assert.Contains(
            "is not JSON",
            Assert.Single(await _folder.Problems(), problem => !problem.Contains("Clusters", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Transforms_that_are_no_list_are_said_to_be_none()
    {
        _folder.With(
            "config/routes.json",
            """
            { "ReverseProxy": { "Routes": { "domain-list": { "ClusterId": "provisioning", "Match": { "Path": "/Domains" },
              "Transforms": { "AccessToken": "provisioning" } } } } }
            """
        );
        Assert.Contains(
            "ReverseProxy:Routes:domain-list:Transforms: is an object. Fix: write a list in brackets, with the object in it.",
            await _folder.Problems()
        );
    }

    [Fact]
    public async Task All_problems_show_at_once()
    {
        var problems = await _folder.Problems(
            $"--{Client}:ClientId=",
            $"--{Client}:Retries=-1",
            "--Gateway:Foo=1",
            $"--{Transform}:Scope=a\\b",
            "--ReverseProxy:Routes:domain-list:ClusterId=other"
        );
        Assert.Equal(5, problems.Count);
    }

    [Fact]
    public async Task A_named_route_file_that_is_missing_is_a_problem_and_the_default_one_is_not()
    {
        Assert.Contains(
            "the file does not exist",
            Assert.Single(await _folder.Problems("--Gateway:RouteFiles:0=other.json"), problem =>
                problem.Contains("other.json", StringComparison.Ordinal)
            ),
            StringComparison.Ordinal
        );
        File.Delete(Path.Combine(_folder.Path, "config/routes.json"));
        Assert.Contains("names no route", Assert.Single(await _folder.Problems()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_file_loses_its_line_end_and_nothing_else()
    {
        _folder.With("secret", " 2 bl4nks \r\n");
        Assert.Equal(" 2 bl4nks ", _folder.Load().TokenClients["provisioning"].Credential.Secret!.Reveal());
    }

    [Fact]
    public void A_secret_value_from_a_later_source_replaces_a_file_from_an_earlier_one() =>
        Assert.Equal("later", _folder.Load($"--{Client}:ClientSecret=later").TokenClients["provisioning"].Credential.Secret!.Reveal());

    [Fact]
    public async Task Value_and_file_in_the_same_source_contradict_each_other() =>
        Assert.Contains(
            "both as a value and as a file",
            Assert.Single(await _folder.Problems($"--{Client}:ClientSecret=a", $"--{Client}:ClientSecretFile=secret")),
            StringComparison.Ordinal
        );

    [Fact]
    public void No_dump_of_the_configuration_shows_the_secret() =>
        Assert.DoesNotContain(
            "s3cret",
            string.Join('\n', _folder.Load().TokenClients.Values.Select(client => client.ToString())),
            StringComparison.Ordinal
        );
}
