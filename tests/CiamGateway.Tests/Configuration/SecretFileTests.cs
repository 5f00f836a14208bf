using System.Net;
using System.Runtime.Versioning;
using System.Text;
using CiamGateway.Configuration.Loading;
using CiamGateway.Configuration.Secrets;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>What of a secret's file is the secret: all but a byte order mark at its beginning and one line end at its end.</summary>
public sealed class SecretFileTests : IDisposable
{
    private const string Key = "Gateway:TokenClients:provisioning:ClientSecret";
    private const string Proxy = "Gateway:TokenClients:provisioning:Proxy";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("s3cret", "s3cret")]
    [InlineData("s3cret\n", "s3cret")]
    [InlineData("s3cret\r\n", "s3cret")]
    [InlineData("\uFEFFs3cret", "s3cret")]
    [InlineData("\uFEFFs3cret\n", "s3cret")]
    [InlineData("\uFEFFs3cret\r\n", "s3cret")]
    [InlineData(" s3 cret\t \n", " s3 cret\t ")]
    [InlineData("s3cret\n\n", "s3cret\n")]
    [InlineData("s3\r\ncret\n", "s3\r\ncret")]
    [InlineData("s3cret\r", "s3cret\r")]
    [InlineData("s3\uFEFFcret", "s3\uFEFFcret")]
    [InlineData("p\u00e4\u00df\u20ac\n", "p\u00e4\u00df\u20ac")]
    public void Line_end_and_byte_order_mark_are_no_part_of_it_and_all_else_is(string content, string secret)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "secret"), Encoding.UTF8.GetBytes(content));
        var reading = new ConfigurationReading(_folder.Path);
        Assert.Equal(secret, new SecretReference(Key, Value: null, "secret").Read(reading)?.Reveal());
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("s3cret \n", "ends in a space")]
    [InlineData("s3cret\t", "ends in a space")]
    [InlineData(" s3cret", "begins with a space")]
    [InlineData("s3cret\n\n", "ends in an empty line")]
    [InlineData("s3cret\r\n\r\n", "ends in an empty line")]
    [InlineData("\"s3cret\"\n", "is in quotation marks")]
    [InlineData("'s3cret'", "is in quotation marks")]
    [InlineData("{\"secret\":\"s3cret\"}", "is a JSON object")]
    [InlineData("CLIENT_SECRET=s3cret\n", "begins with a name and '='")]
    [InlineData("export password=s3cret\n", "begins with a name and '='")]
    [InlineData("s3cret\nother\n", "has several lines")]
    [InlineData("s3cret=\n", null)]
    [InlineData("s3cret\n", null)]
    [InlineData("s3 c\"r'et", null)]
    [InlineData("-----BEGIN PRIVATE KEY-----\n\n", null)]
    [UnsupportedOSPlatform("windows")]
    public void What_an_editor_may_have_added_is_a_warning(string content, string? oddity)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "secret"), Encoding.UTF8.GetBytes(content));
        File.SetUnixFileMode(Path.Combine(_folder.Path, "secret"), UnixFileMode.UserRead);
        var reading = new ConfigurationReading(_folder.Path);
        new SecretReference(Key, Value: null, "secret").Read(reading);
        Assert.Empty(reading.Problems);
        Assert.Equal(
            oddity is null ? [] : [$"{Key}File: the secret in file 'secret' {oddity}, and the gateway uses it like that."],
            reading.Warnings.Select(warning => $"{warning.Path}: {warning.Message}")
        );
        Assert.DoesNotContain(reading.Warnings, warning => warning.ToString().Contains("s3cret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Acrvzwdh0 ", "ends in a space")]
    [InlineData(" Acrvzwdh0", "begins with a space")]
    [InlineData("\"Acrvzwdh0\"", "is in quotation marks")]
    public async Task A_client_id_with_something_around_it_is_a_warning(string id, string oddity) =>
        Assert.Equal(
            [
                $"Gateway:TokenClients:provisioning:ClientId: {oddity}, which is sent as part of it. Fix: "
                    + "write the client_id exactly as it was registered.",
            ],
            await _folder.Problems($"Gateway:TokenClients:provisioning:ClientId={id}")
        );

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\uFEFF")]
    [InlineData("\uFEFF\r\n")]
    public void A_file_with_nothing_else_holds_no_secret(string content)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "secret"), Encoding.UTF8.GetBytes(content));
        var reading = new ConfigurationReading(_folder.Path);
        Assert.Null(new SecretReference(Key, Value: null, "secret").Read(reading));
        Assert.StartsWith($"{Key}File: ", Assert.Single(reading.Problems).ToString(), StringComparison.Ordinal);
    }

    /// <summary>Files that somebody wrote with an editor of Windows.</summary>
    [Theory]
    [InlineData("Gateway:TokenClients:provisioning:ClientSecretFile")]
    [InlineData("Gateway:TokenCache:RedisPasswordFile")]
    [InlineData($"{Proxy}:PasswordFile")]
    public void Every_secret_is_read_from_its_file_in_the_same_way(string key)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "windows"), Encoding.UTF8.GetBytes("\uFEFFs3cret\r\n"));
        string[] beside = key switch
        {
            "Gateway:TokenCache:RedisPasswordFile" => ["--Gateway:TokenCache:Redis=localhost:6379"],
            $"{Proxy}:PasswordFile" => [$"--{Proxy}:Address=http://proxy.example.com:3128", $"--{Proxy}:UserName=gateway"],
            _ => [],
        };
        var configuration = _folder.Load([$"--{key}=windows", .. beside]);
        Assert.DoesNotContain(configuration.Problems, problem => problem.IsError);
        var client = configuration.TokenClients["provisioning"];
        Assert.Equal(
            "s3cret",
            key switch
            {
                "Gateway:TokenCache:RedisPasswordFile" => configuration.TokenCache?.Password?.Reveal(),
                $"{Proxy}:PasswordFile" => (client.Proxy.Credentials as NetworkCredential)?.Password,
                _ => client.Credential.Secret?.Reveal(),
            }
        );
    }
}
