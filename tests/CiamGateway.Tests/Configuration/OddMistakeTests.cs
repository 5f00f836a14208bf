using System.Text;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>Mistakes that a tired operator makes, and the only line that says so: with the cause, and what to write instead.</summary>
public sealed class OddMistakeTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private const string Route = "ReverseProxy:Routes:domain-list";
    private const string Destination = "ReverseProxy:Clusters:provisioning:Destinations:primary:Address";
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public static TheoryData<string, string> Settings =>
        new()
        {
            {
                $"{Route}:Match:Path=https://api.example.com/Domains",
                $"{Route}:Match:Path: 'https://api.example.com/Domains' is a whole address, and a route has the path alone. "
                    + "Fix: write '/Domains'."
            },
            {
                $"{Route}:Match:Path=/Domains?count=10",
                $"{Route}:Match:Path: '/Domains?…' has a query, and a route has the path alone. Fix: write '/Domains'."
            },
            { $"{Route}:Match:Methods:0=GTE", $"{Route}:Match:Methods:0: 'GTE' is not a method that a route can name. Fix: write 'GET'." },
            {
                $"{Route}:Transforms:0:Scope=application.client,domain.manage",
                $"{Route}:Transforms:0:Scope: 'application.client,domain.manage' has a comma, and spaces separate the parts of a scope "
                    + "(RFC 6749 §3.3). Fix: write 'application.client domain.manage', unless the comma is a part of it."
            },
            {
                $"{Destination}=https://fd00::1/api",
                $"{Destination}: 'https://fd00::1/api' has an IPv6 address without brackets. " + "Fix: write 'https://[fd00::1]/api'."
            },
            {
                $"{Destination}=http://::1:8443/",
                $"{Destination}: 'http://::1:8443/' has an IPv6 address without brackets. Fix: write 'http://[::1]:8443/'."
            },
            {
                $"{Destination}=https://api.example.com:70000/",
                $"{Destination}: 'https://api.example.com:70000/' has a port above 65535. Fix: write a port from 1 to 65535."
            },
            {
                $"{Client}:TokenEndpoint=sso.example.com/as/token.oauth2",
                $"{Client}:TokenEndpoint: 'sso.example.com/as/token.oauth2' is not an absolute http or https address: it has no scheme. "
                    + "Fix: write 'https://sso.example.com/as/token.oauth2'."
            },
            {
                $"{Client}:ClientId=${{CLIENT_ID}}",
                $"{Client}:ClientId: '${{CLIENT_ID}}' is a placeholder that nothing replaced. "
                    + "Fix: write the client_id, or set it where the file is made."
            },
            {
                $"{Client}:AttemptTimeout=500ms",
                $"{Client}:AttemptTimeout: '500ms' is not a time span such as \"00:00:05\" (five seconds). Fix: write \"00:00:00.5000000\"."
            },
            {
                "Gateway:Limits:MaxRequestBodySize=10MB",
                "Gateway:Limits:MaxRequestBodySize: '10MB' is not a whole number. Fix: write 10485760, the number of bytes."
            },
            {
                "Gateway:Logging:LogLevel:Default=Debug",
                "Gateway:Logging: is not a known key. Fix: move it beside Gateway, to the top of the file."
            },
            { "Gateway:Routes:a:ClusterId=b", "Gateway:Routes: is not a known key. Fix: move it to ReverseProxy:Routes." },
            {
                "Gateway:AnonymousCallers=true",
                "Gateway:AnonymousCallers: 'true' is none of Loopback, Denied, Allowed. Fix: write one of Loopback, Denied, Allowed."
            },
        };

    public static TheoryData<string, string> Files =>
        new()
        {
            { "", "the file is empty. The rest was not checked. Fix: write a JSON object in braces into it, or remove the file." },
            {
                "---\nReverseProxy:\n  Routes: {}\n",
                "is YAML, and the gateway reads JSON. The rest was not checked. Fix: convert it to JSON."
            },
            {
                "[ { } ]",
                "is a list, and a configuration file is an object. The rest was not checked. Fix: write one JSON object in braces."
            },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task A_setting_that_is_almost_right(string setting, string expected) =>
        Assert.Equal([expected], await _folder.Problems($"--{setting}"));

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_is_something_else_than_a_JSON_object(string content, string expected)
    {
        _folder.With("config/routes.json", content);
        Assert.Equal([$"config/routes.json: {expected}"], await _folder.Problems());
    }

    [Fact]
    public async Task The_address_of_the_metadata_in_place_of_the_issuer()
    {
        Replace(
            "\"TokenEndpoint\": \"https://sso.example.com/as/token.oauth2\"",
            "\"Issuer\": \"https://sso.example.com/a/.well-known/openid-configuration\""
        );
        Assert.Equal(
            [
                $"{Client}:Issuer: is the address of the issuer's metadata, not the issuer. "
                    + "Fix: write \"https://sso.example.com/a\"; the gateway finds the metadata below it.",
            ],
            await _folder.Problems()
        );
    }

    [Fact]
    public async Task A_key_twice_in_one_object()
    {
        Replace("\"ClientId\": \"Acrvzwdh0\",", "\"ClientId\": \"Acrvzwdh0\",\n        \"clientid\": \"other\",");
        var problem = Assert.Single((await GatewayHost.ValidateAsync(_folder.Load())).Problems);
        Assert.Equal(
            $"appsettings.json:7:9: {Client}:clientid: is given a second time in the same object. The rest was not checked. "
                + "Fix: remove one of the two.",
            problem.ToString()
        );
    }

    [Fact]
    public async Task Transforms_that_are_an_object_are_one_problem()
    {
        _folder.With(
            "config/routes.json",
            """
            { "ReverseProxy": { "Routes": { "domain-list": { "ClusterId": "provisioning", "Match": { "Path": "/Domains" },
                "Transforms": { "AccessToken": "provisioning", "Scope": "application.client" } } } } }
            """
        );
        Assert.Equal(
            [$"{Route}:Transforms: is an object. Fix: write a list in brackets, with the object in it."],
            await _folder.Problems()
        );
    }

    [Fact]
    public async Task A_secret_that_Notepad_saved_as_UTF_16()
    {
        File.WriteAllBytes(
            Path.Combine(_folder.Path, "secret"),
            [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("0dd-s3cr3t")]
        );
        Assert.Equal(
            [$"{Client}:ClientSecretFile: file 'secret' is text in UTF-16, not in UTF-8. Fix: save it as UTF-8 or ASCII."],
            await _folder.Problems()
        );
    }

    [Theory]
    [InlineData("${CLIENT_SECRET}")]
    [InlineData("{{ .Values.clientSecret }}")]
    [InlineData("<your-client-secret>")]
    [InlineData("%CLIENT_SECRET%")]
    [InlineData("$CLIENT_SECRET")]
    public async Task A_secret_that_is_a_placeholder(string secret)
    {
        _folder.With("secret", secret);
        Assert.Equal(
            [
                $"{Client}:ClientSecretFile: the secret is a placeholder that nothing replaced, such as ${{NAME}}. "
                    + "Fix: write the secret itself.",
            ],
            await _folder.Problems()
        );
    }

    [Theory]
    [InlineData("$2a$10$abcdefgh")]
    [InlineData("<>&%${x")]
    [InlineData("100%PURE%")]
    public async Task A_secret_with_such_characters_is_none(string secret)
    {
        _folder.With("secret", secret);
        Assert.Empty(await _folder.Problems());
    }

    private void Replace(string text, string by)
    {
        var settings = File.ReadAllText(Path.Combine(_folder.Path, "appsettings.json"));
        Assert.Contains(text, settings, StringComparison.Ordinal);
        _folder.With("appsettings.json", settings.Replace(text, by, StringComparison.Ordinal));
    }
}
