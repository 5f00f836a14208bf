using System.Runtime.Versioning;
using CiamGateway.Configuration.Checking;
using CiamGateway.Configuration.Loading;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>Warnings of credentials that others can read: on the command line, in a file for everybody, on a wire without TLS.</summary>
public sealed class ExposedSecretTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private const string ApiKey = "Gateway:Callers:payroll:ApiKeys:0=sha256:V6KP0EDyRlCsRwCkRrbJZ-_2xbJUwnRFVYUgBLWBd0g";
    private const string Password =
        "Gateway:Callers:payroll:Passwords:0=pbkdf2:sha256:600000:AAAAAAAAAAAAAAAAAAAAAA:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private const string OnCommandLine = "is given on the command line, which every user of this machine can read.";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData($"{Client}:ClientSecret=cl1ent-s3cret", "name that in Gateway:TokenClients:provisioning:ClientSecretFile")]
    [InlineData($"{Client}:Proxy:Password=cl1ent-s3cret", "name that in Gateway:TokenClients:provisioning:Proxy:PasswordFile")]
    [InlineData($"{Client}:Parameters:client_secret=cl1ent-s3cret", "write it into a --config file")]
    [InlineData("Gateway:TokenCache:RedisPassword=cl1ent-s3cret", "name that in Gateway:TokenCache:RedisPasswordFile")]
    [InlineData("Gateway:TokenCache:Redis=localhost:6379,password=cl1ent-s3cret", "name that in Gateway:TokenCache:RedisFile")]
    [InlineData("Kestrel:Certificates:Default:Password=cl1ent-s3cret", "write it into a --config file")]
    public void A_secret_on_the_command_line_is_a_warning(string setting, string fix)
    {
        var warning = Warning(_folder.Load($"--{setting}"), OnCommandLine);
        Assert.Equal(setting.Split('=')[0], warning.Path);
        Assert.Contains(fix, warning.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("cl1ent-s3", warning.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"{Client}:ClientId=s3cret")]
    [InlineData($"{Client}:Parameters:audience=s3cret")]
    [InlineData("Gateway:TokenCache:Redis=localhost:6379")]
    [InlineData(ApiKey)]
    [InlineData(Password)]
    public void What_is_no_secret_may_be_given_there(string setting) =>
        Assert.DoesNotContain(_folder.Load($"--{setting}").Problems, problem => problem.Message == OnCommandLine);

    [Theory]
    [UnsupportedOSPlatform("windows")]
    [InlineData("appsettings.json", UnixFileMode.OtherRead, true)]
    [InlineData("appsettings.json", UnixFileMode.GroupRead, false)]
    [InlineData("config/routes.json", UnixFileMode.OtherRead, true)]
    public void A_secret_in_a_file_that_everybody_may_read_is_a_warning(string file, UnixFileMode mode, bool isWarned)
    {
        var text = File.ReadAllText(Path.Combine(_folder.Path, file));
        _folder.With(file, $$"""{ "Gateway": { "TokenCache": { "RedisPassword": "r3dis-s3cret" } }, {{text.Trim()[1..]}}""");
        File.SetUnixFileMode(Path.Combine(_folder.Path, file), UnixFileMode.UserRead | UnixFileMode.UserWrite | mode);
        var message = $"is written in '{Path.Combine(_folder.Path, file)}', which every user of this machine can read.";
        var warnings = _folder.Load().Problems.Where(problem => problem.Message == message).ToList();
        Assert.Equal(isWarned ? ["Gateway:TokenCache:RedisPassword"] : [], warnings.Select(warning => warning.Path));
        Assert.All(warnings, warning => Assert.False(warning.IsError));
        Assert.All(warnings, warning => Assert.DoesNotContain("r3dis-s3", warning.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void A_secret_that_another_source_replaces_is_no_warning()
    {
        var configuration = GatewayConfiguration.Load(
            new ConfigurationArguments
            {
                ContentRoot = _folder.Path,
                Overrides = [$"--{Client}:ClientSecret=cl1ent-s3cret"],
                Settings = new Dictionary<string, string?> { [$"{Client}:ClientSecret"] = "another" },
                ReadEnvironment = false,
            }
        );
        Assert.DoesNotContain(configuration.Problems, problem => problem.Message == OnCommandLine);
    }

    [Theory]
    [InlineData("Urls", "http://0.0.0.0:8080", ApiKey)]
    [InlineData("Urls", "http://*:8080", Password)]
    [InlineData("Urls", "http://[::]:8080", ApiKey)]
    [InlineData("Urls", "http://192.0.2.1:8080", ApiKey)]
    [InlineData("Kestrel:Endpoints:Plain:Url", "http://+:8080", ApiKey)]
    [InlineData("Gateway:Management:Url", "http://*:8081", ApiKey, "Gateway:Management:AccessPolicy=default")]
    public async Task Keys_and_passwords_that_arrive_unencrypted_are_a_warning(string key, string url, params string[] settings) =>
        Assert.Equal(
            [
                $"{key}: '{url}' takes API keys and passwords unencrypted from other machines. Fix: "
                    + "use an https endpoint under Kestrel:Endpoints, or an address on loopback behind a proxy that ends TLS.",
            ],
            await _folder.Problems([$"{key}={url}", .. settings])
        );

    [Theory]
    [InlineData("http://127.0.0.1:8080", ApiKey)]
    [InlineData("http://localhost:8080", Password)]
    [InlineData("http://unix:/tmp/ciam-gateway.sock", ApiKey)]
    [InlineData("http://0.0.0.0:8080", "Gateway:Callers:payroll:Networks:0=10.1.0.0/16")]
    public async Task Where_none_arrive_there_is_none(string url, string setting) =>
        Assert.Empty(await _folder.Problems($"Urls={url}", setting));

    [Fact]
    public async Task The_management_listener_takes_none_without_a_policy() =>
        Assert.Empty(await _folder.Problems("Gateway:Management:Url=http://*:8081", ApiKey));

    private static ConfigurationProblem Warning(GatewayConfiguration configuration, string message)
    {
        var warning = Assert.Single(configuration.Problems, problem => problem.Message == message);
        Assert.False(warning.IsError);
        return warning;
    }
}
