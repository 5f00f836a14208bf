using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>An address that holds a user and a password is refused, and shown nowhere as it is written.</summary>
public sealed class AddressWithUserTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private const string Destination = "ReverseProxy:Clusters:provisioning:Destinations:primary";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData($"{Client}:TokenEndpoint", "http://id:pa55@sso.example.com/token")]
    [InlineData($"{Client}:TokenEndpoint", "https://id:pa55@sso.example.com/token")]
    [InlineData($"{Client}:TokenEndpoint", "ftp://id:pa55@sso.example.com/token")]
    [InlineData($"{Client}:TokenEndpoint", "id:pa55@sso.example.com/token")]
    [InlineData($"{Client}:TokenEndpoint", "https://id:pa55@")]
    [InlineData($"{Client}:TokenEndpoint", "https://id@pa55:sso.example.com/token")]
    [InlineData($"{Client}:Issuer", "https://id:pa55@sso.example.com")]
    [InlineData($"{Client}:Issuer", "//id:pa55@sso.example.com")]
    [InlineData($"{Destination}:Address", "http://svc:pa55@api.internal/")]
    [InlineData($"{Destination}:Address", "https://svc:pa55@api.internal/")]
    [InlineData($"{Destination}:Address", "svc:pa55@api.internal/")]
    [InlineData($"{Destination}:Address", "https://svc:pa55@/")]
    [InlineData($"{Destination}:Health", "https://svc:pa55@api.internal/")]
    [InlineData("ReverseProxy:Clusters:provisioning:HttpClient:WebProxy:Address", "http://svc:pa55@")]
    public async Task It_is_a_problem_that_does_not_repeat_it(string key, string address)
    {
        var problems = await _folder.Problems(
            key.EndsWith("Issuer", StringComparison.Ordinal) ? [$"--{Client}:TokenEndpoint=", $"--{key}={address}"] : [$"--{key}={address}"]
        );
        Assert.Contains(problems, problem => problem.StartsWith($"{key}: ", StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.DoesNotContain("pa55", problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("doctor", "--timeout", "1")]
    [InlineData("doctor", "--timeout", "1", "--json")]
    [InlineData("explain", "GET", "/Domains")]
    [InlineData("explain", "GET", "/Domains", "--json")]
    public async Task No_verb_shows_it(params string[] verb)
    {
        var token = $"--{Client}:TokenEndpoint=http://id:pa55@127.0.0.1:1/token?code=pa55";
        var destination = $"--{Destination}:Address=http://svc:pa55@127.0.0.1:1/";
        foreach (
            var faults in (string[][])
                [
                    [token],
                    [token, destination],
                ]
        )
        {
            var run = await GatewayProcess.RunAsync(_folder.Path, [.. verb, .. faults]);
            Assert.NotEqual(2, run.ExitCode);
            Assert.DoesNotContain("pa55", run.Output + run.Errors, StringComparison.Ordinal);
        }
    }
}
