using System.Text.Json.Serialization.Metadata;
using CiamGateway.Configuration.Checking;
using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>A wrong value is one problem. None follows from it at another key.</summary>
public sealed class FollowingProblemTests : IDisposable
{
    private const string ApiKey = "sha256:V6KP0EDyRlCsRwCkRrbJZ-_2xbJUwnRFVYUgBLWBd0g";

    /// <summary>One of each, so that every option has a place.</summary>
    private static readonly string[] Whole =
    [
        "Gateway:Callers:payroll:ApiKeys:0=" + ApiKey,
        "Gateway:AccessPolicies:readers:Callers:0=payroll",
        "Gateway:RateLimits:few:Requests=5",
        "ReverseProxy:Routes:domain-list:RateLimiterPolicy=few",
        "ReverseProxy:Routes:domain-list:AuthorizationPolicy=readers",
        "Gateway:Clusters:provisioning:ConnectionLifetime=00:03:00",
        "Gateway:TokenClients:provisioning:Proxy:Address=http://proxy.example.com:3128",
        "Gateway:TokenClients:provisioning:Proxy:UserName=gateway",
        "Gateway:TokenClients:provisioning:Proxy:PasswordFile=secret",
        "Gateway:Clusters:provisioning:Proxy:Address=http://proxy.example.com:3128",
        "Gateway:Clusters:provisioning:Proxy:UserName=gateway",
        "Gateway:Clusters:provisioning:Proxy:PasswordFile=secret",
        "Kestrel:Endpoints:Callers:Url=http://127.0.0.1:8080",
    ];

    /// <summary>Callers are known by their address, and the routes name nothing.</summary>
    private static readonly string[] Small = ["Kestrel:Endpoints:Callers:Url=http://127.0.0.1:8080"];

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Without_a_mistake_there_is_no_problem()
    {
        Assert.Empty(await ProblemsAsync(Whole));
        Assert.Empty(await ProblemsAsync(Small));
    }

    [Theory]
    [InlineData("no such value")]
    [InlineData("-7")]
    [InlineData("00:00:00")]
    [InlineData("1000000000")]
    [InlineData("")]
    public async Task A_wrong_value_of_an_option_causes_no_problem_at_another(string value)
    {
        var options = Options("Gateway", GatewayOptionsJsonContext.Default.GatewayOptions).ToList();
        Assert.True(options.Count > 100);
        var following = new List<string>();
        foreach (var option in options)
        {
            var problems = await ProblemsAsync(IsOfEntry(option) ? Whole : Small, $"{option}={value}");
            if (problems.Any(problem => IsAt(option, problem)))
            {
                following.AddRange(
                    problems.Where(problem => !IsAt(option, problem)).Select(problem => $"{option}: {problem.Path}: {problem.Message}")
                );
            }
        }
        Assert.True(following.Count == 0, string.Join("\n", following.Distinct()));
    }

    [Theory]
    [InlineData("Gateway:TokenClients", "Gateway:TokenClient")]
    [InlineData("Gateway:TokenClients:provisioning:TokenEndpoint", "Gateway:TokenClients:provisioning:TokenEndpont")]
    [InlineData("Gateway:TokenClients:provisioning:ClientId", "Gateway:TokenClients:provisioning:ClientID_")]
    [InlineData("Gateway:TokenClients:provisioning:ClientSecretFile", "Gateway:TokenClients:provisioning:ClientSecretFil")]
    [InlineData("Gateway:TokenClients:provisioning:Proxy:Address", "Gateway:TokenClients:provisioning:Proxy:Adress")]
    [InlineData("Gateway:Callers", "Gateway:Caller")]
    [InlineData("Gateway:Callers:payroll:ApiKeys", "Gateway:Callers:payroll:ApiKey")]
    [InlineData("Gateway:AccessPolicies", "Gateway:AccesPolicies")]
    [InlineData("Gateway:AccessPolicies:readers:Callers", "Gateway:AccessPolicies:readers:Caller")]
    [InlineData("Gateway:RateLimits", "Gateway:RateLimit")]
    [InlineData("Gateway:RateLimits:few:Requests", "Gateway:RateLimits:few:Request")]
    [InlineData("Gateway:Clusters", "Gateway:Cluster")]
    [InlineData("ReverseProxy:Clusters", "ReverseProxy:Cluster")]
    [InlineData("ReverseProxy:Clusters:provisioning:Destinations", "ReverseProxy:Clusters:provisioning:Destination")]
    [InlineData(
        "ReverseProxy:Clusters:provisioning:Destinations:primary:Address",
        "ReverseProxy:Clusters:provisioning:Destinations:primary:Adress"
    )]
    [InlineData("ReverseProxy:Routes:domain-list:ClusterId", "ReverseProxy:Routes:domain-list:ClusterID_")]
    [InlineData("ReverseProxy:Routes:domain-list:Match:Path", "ReverseProxy:Routes:domain-list:Match:Pah")]
    [InlineData("ReverseProxy:Routes:domain-list:Match", "ReverseProxy:Routes:domain-list:Matc")]
    [InlineData("Kestrel:Endpoints:Callers:Url", "Kestrel:Endpoints:Callers:Uri")]
    public async Task A_misspelt_key_causes_no_problem_at_another(string key, string misspelt)
    {
        using var folder = new ConfigurationFolder().With("secret", "s3cret");
        folder.With("appsettings.json", "{}");
        var problems = (
            await folder.ValidateAsync([
                .. Sound
                    .Concat(Whole)
                    .Select(setting => setting.StartsWith(key, StringComparison.Ordinal) ? misspelt + setting[key.Length..] : setting),
            ])
        ).Errors;
        Assert.Equal(
            "",
            string.Join("\n", problems.Where(problem => !IsAt(misspelt, problem)).Select(problem => $"{problem.Path}: {problem.Message}"))
        );
        Assert.NotEmpty(problems);
    }

    private static readonly string[] Sound =
    [
        "Gateway:TokenClients:provisioning:TokenEndpoint=https://sso.example.com/as/token.oauth2",
        "Gateway:TokenClients:provisioning:ClientId=one",
        "Gateway:TokenClients:provisioning:ClientSecretFile=secret",
        "ReverseProxy:Clusters:provisioning:Destinations:primary:Address=https://api.example.com/",
        "ReverseProxy:Routes:domain-list:ClusterId=provisioning",
        "ReverseProxy:Routes:domain-list:Match:Path=/Domains",
        "ReverseProxy:Routes:domain-list:Match:Methods:0=GET",
        "ReverseProxy:Routes:domain-list:Transforms:0:AccessToken=provisioning",
        "ReverseProxy:Routes:domain-list:Transforms:0:Scope=application.client",
    ];

    /// <summary>Whether the option makes sense only beside others that <see cref="Whole"/> has.</summary>
    private static bool IsOfEntry(string option) =>
        option.Split(':').Any(name => name is "payroll" or "readers" or "few" or "provisioning");

    private static bool IsAt(string option, ConfigurationProblem problem) =>
        problem.Path.StartsWith(option, StringComparison.OrdinalIgnoreCase);

    private async Task<IReadOnlyList<ConfigurationProblem>> ProblemsAsync(string[] settings, string? mistake = null) =>
        (await _folder.ValidateAsync([.. settings.Append(mistake).OfType<string>().GroupBy(KeyOf).Select(group => group.Last())])).Errors;

    private static string KeyOf(string setting) => setting[..setting.IndexOf('=', StringComparison.Ordinal)];

    /// <summary>The path of every option and of every section, with a name that the configuration has where there are many.</summary>
    private static IEnumerable<string> Options(string path, JsonTypeInfo section)
    {
        foreach (var property in section.Properties)
        {
            var type = section.Options.GetTypeInfo(property.PropertyType);
            var member = $"{path}:{property.Name}";
            if (type.Kind is JsonTypeInfoKind.Dictionary)
            {
                yield return member;
                type = section.Options.GetTypeInfo(type.ElementType!);
                member += $":{Name(property.Name)}";
            }
            yield return member;
            foreach (var option in type.Kind is JsonTypeInfoKind.Object ? Options(member, type) : [])
            {
                yield return option;
            }
        }
    }

    private static string Name(string section) =>
        section switch
        {
            "Callers" => "payroll",
            "AccessPolicies" => "readers",
            "RateLimits" => "few",
            _ => "provisioning",
        };
}
