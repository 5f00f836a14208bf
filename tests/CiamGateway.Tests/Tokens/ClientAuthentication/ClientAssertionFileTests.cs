using Xunit;

namespace CiamGateway.Tests.Tokens.ClientAuthentication;

/// <summary>What the configuration may say of a client assertion that another program signs.</summary>
public sealed class ClientAssertionFileTests : IDisposable
{
    private const string Client = "Gateway:TokenClients:provisioning";
    private static readonly string[] Sound = ["ClientSecretFile=", "ClientAuthentication=private_key_jwt", "ClientAssertionFile=token"];

    private readonly ConfigurationFolder _folder = ConfigurationFolder
        .Sound()
        .With("token", SignedAssertion.Create(DateTimeOffset.UnixEpoch));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_needs_no_key() => Assert.Empty(await ProblemsAsync());

    [Theory]
    [InlineData("PrivateKeyFile=secret")]
    [InlineData("PrivateKey=secret")]
    [InlineData("KeyId=x")]
    [InlineData("SigningAlgorithm=RS256")]
    [InlineData("AssertionAudience=x")]
    public async Task A_key_that_signs_assertions_is_not_used_beside_it(string other) =>
        Assert.Equal(
            $"{Client}:{other.Split('=')[0]}: is not used with ClientAssertionFile: the program that writes this file signs the assertion. "
                + $"Fix: remove it, or remove {Client}:ClientAssertionFile.",
            Assert.Single(await ProblemsAsync(other))
        );

    [Fact]
    public async Task A_file_that_does_not_exist_is_a_problem() =>
        Assert.Equal(
            $"{Client}:ClientAssertionFile: file '{Path.Combine(_folder.Path, "missing")}' does not exist. "
                + "Fix: mount it, start the program that writes it, or correct the path.",
            Assert.Single(
                await _folder.Problems(
                    $"--{Client}:ClientSecretFile=",
                    $"--{Client}:ClientAuthentication=private_key_jwt",
                    $"--{Client}:ClientAssertionFile=missing"
                )
            )
        );

    [Fact]
    public async Task An_empty_file_is_a_warning_since_it_may_be_renewed_at_this_moment()
    {
        _folder.With("token", "");
        var problem = Assert.Single((await GatewayHost.ValidateAsync(_folder.Load(Settings([])))).Problems);
        Assert.False(problem.IsError);
        Assert.Equal(
            ($"{Client}:ClientAssertionFile", "have the program that renews it write a token into it."),
            (problem.Path, problem.Fix)
        );
    }

    [Fact]
    public async Task Other_methods_do_not_take_it() =>
        Assert.Equal(
            $"{Client}:ClientAssertionFile: is not used by client_secret_basic. Fix: remove it, or set {Client}:ClientAuthentication to "
                + "private_key_jwt.",
            Assert.Single(await _folder.Problems($"--{Client}:ClientAssertionFile=token"))
        );

    [Theory]
    [InlineData("urn:x", "is not used without ClientAssertionFile. Fix: remove it, or name the file of the assertion.")]
    [InlineData(" ", "is empty. Fix: write urn:ietf:params:oauth:client-assertion-type:jwt-bearer.")]
    public async Task A_type_without_a_file_is_a_problem(string type, string problem) =>
        Assert.Equal(
            $"{Client}:ClientAssertionType: {problem}",
            Assert.Single(await _folder.Problems($"--{Client}:ClientAssertionType={type}"))
        );

    [Fact]
    public void Its_content_is_no_part_of_the_configuration()
    {
        var before = _folder.Load(Settings([]));
        _folder.With("token", SignedAssertion.Create(DateTimeOffset.UnixEpoch, "2"));
        Assert.Equal(before.TokenClients["provisioning"].Fingerprint, _folder.Load(Settings([])).TokenClients["provisioning"].Fingerprint);
        Assert.False(before.Files.Contain(Path.Combine(_folder.Path, "token")));
    }

    private Task<IReadOnlyList<string>> ProblemsAsync(params string[] others) => _folder.Problems(Settings(others));

    private static string[] Settings(string[] others) => [.. Sound.Concat(others).Select(setting => $"--{Client}:{setting}")];
}
