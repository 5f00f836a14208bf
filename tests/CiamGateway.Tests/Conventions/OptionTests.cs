using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Schema;
using CiamGateway.Configuration.Secrets;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>What an option must say of itself, since schema, checks and the configuration's hash read it.</summary>
public sealed class OptionTests
{
    private static readonly string[] SecretEndings = ["Password", "Passwords", "Secret", "PrivateKey", "ApiKeys"];

    private static readonly List<(string Key, MemberInfo Member)> Options =
    [
        .. Below("Gateway", GatewayOptionsJsonContext.Default.GatewayOptions),
    ];

    [Fact]
    public void Every_option_has_a_meaning()
    {
        Assert.NotEmpty(Options);
        Assert.Empty(
            Options
                .Where(option => string.IsNullOrWhiteSpace(option.Member.GetCustomAttribute<OptionAttribute>()?.Meaning))
                .Select(option => option.Key)
        );
    }

    [Fact]
    public void Every_option_that_holds_a_secret_is_marked() =>
        Assert.Empty(
            from option in Options
            where
                option.Member is PropertyInfo { PropertyType: var type }
                && (type == typeof(string) || type.IsAssignableTo(typeof(IEnumerable<string>)))
            where SecretEndings.Any(ending => option.Key.EndsWith(ending, StringComparison.Ordinal))
            where option.Member.GetCustomAttribute<SecretAttribute>() is null
            select option.Key
        );

    [Theory]
    [InlineData("Gateway:TokenClients:a:ClientSecret", true)]
    [InlineData("gateway:tokenclients:a:clientsecret", true)]
    [InlineData("Gateway:TokenClients:a:ClientSecretFile", false)]
    [InlineData("Gateway:TokenClients:ClientSecret:ClientId", false)]
    [InlineData("Gateway:TokenClients:a:Parameters:app_secret", true)]
    [InlineData("Gateway:TokenClients:a:Parameters:audience", false)]
    [InlineData("Gateway:TokenClients:a:RequestHeaders:X-Tenant", true)]
    [InlineData("Gateway:Callers:payroll:ApiKeys:0", true)]
    [InlineData("Gateway:TokenCache:Redis", true)]
    [InlineData("Kestrel:Certificates:Default:Password", true)]
    [InlineData("Kestrel:Endpoints:Https:Certificate:Password", true)]
    [InlineData("ReverseProxy:Routes:Password:ClusterId", false)]
    public void A_key_is_a_secret_if_its_option_is(string key, bool isSecret) => Assert.Equal(isSecret, SectionNames.Secrets.Contain(key));

    private static IEnumerable<(string Key, MemberInfo Member)> Below(string path, JsonTypeInfo type) =>
        type switch
        {
            { ElementType: { } element } => Below(path, type.Options.GetTypeInfo(element)),
            { Kind: JsonTypeInfoKind.Object } => type.Properties.SelectMany(property =>
                Below($"{path}:{property.Name}", type.Options.GetTypeInfo(property.PropertyType))
                    .Prepend(($"{path}:{property.Name}", (MemberInfo)property.AttributeProvider!))
            ),
            _ => [],
        };
}
