using System.Net;
using System.Text;
using CiamGateway.Configuration;
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
        Assert.Equal("s3cret", key switch
        {
            "Gateway:TokenCache:RedisPasswordFile" => configuration.TokenCache?.Password?.Reveal(),
            $"{Proxy}:PasswordFile" => (client.Proxy.Credentials as NetworkCredential)?.Password,
            _ => client.Credential.Secret?.Reveal(),
        });
    }
}
