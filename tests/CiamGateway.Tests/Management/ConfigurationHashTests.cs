using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>The hash of the configuration, by which an operator tells two configurations apart.</summary>
public sealed class ConfigurationHashTests
{
    [Fact]
    public void The_configurations_hash_is_the_same_however_keys_are_written()
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal(
            Hash(folder, "gateway:tokenclients:provisioning:clientid=same"),
            Hash(folder, "Gateway:TokenClients:provisioning:ClientId=same")
        );
    }

    [Theory]
    [InlineData("Gateway:TokenClients:provisioning:ClientSecret")]
    [InlineData("gateway:tokenclients:provisioning:privatekey")]
    [InlineData("Gateway:TokenClients:provisioning:CertificatePassword")]
    [InlineData("Gateway:TokenClients:provisioning:Parameters:api_secret")]
    [InlineData("Gateway:Clusters:provisioning:Proxy:Password")]
    [InlineData("Gateway:TokenCache:Redis")]
    [InlineData("Gateway:TokenCache:RedisPassword")]
    [InlineData("Gateway:Callers:payroll:ApiKeys:0")]
    [InlineData("Gateway:Callers:payroll:Passwords:12")]
    public void The_configurations_hash_tells_nothing_of_secrets(string key)
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal(Hash(folder, $"{key}=one"), Hash(folder, $"{key}=two"));
    }

    [Theory]
    [InlineData("Gateway:TokenClients:provisioning:ClientId")]
    [InlineData("Gateway:TokenClients:provisioning:ClientSecretFile")]
    [InlineData("Gateway:TokenClients:top-secret:ClientId")]
    [InlineData("Gateway:TokenClients:provisioning:Parameters:audience")]
    [InlineData("Gateway:Limits:TimeoutPolicies:reset-password")]
    [InlineData("ReverseProxy:Routes:reset-password:Match:Path")]
    [InlineData("ReverseProxy:Routes:password:Match:Methods:0")]
    public void The_configurations_hash_tells_that_anything_else_is_another(string key)
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.NotEqual(Hash(folder, $"{key}=one"), Hash(folder, $"{key}=two"));
    }

    private static string Hash(ConfigurationFolder folder, string setting) =>
        CiamGateway.ConfigurationHash.Of(folder.Load($"--{setting}").Root);
}
