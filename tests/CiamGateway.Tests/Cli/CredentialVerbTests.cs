using System.Text;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary><c>new-key</c> and <c>hash-password</c> print what the configuration takes.</summary>
public sealed class CredentialVerbTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_new_key_is_of_the_hash_beside_it_and_never_the_same()
    {
        var (first, second) = (
            await GatewayProcess.RunAsync(_folder.Path, "new-key", "payroll"),
            await GatewayProcess.RunAsync(_folder.Path, "new-key", "payroll")
        );
        Assert.Equal(0, first.ExitCode);
        var (key, hash) = (Value(first, "key"), Value(first, "hash"));
        Assert.Equal(43, key.Length);
        Assert.Equal(hash, ApiKeyHash.Of(key).ToString());
        Assert.NotEqual(key, Value(second, "key"));
        Assert.Empty(await _folder.Problems($"--Gateway:Callers:payroll:ApiKeys:0={hash}"));
        Assert.Contains("Gateway:Callers:payroll:ApiKeys", first.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(key, first.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("correct horse: ü\n", "correct horse: ü")]
    [InlineData("correct horse\r\n", "correct horse")]
    [InlineData(" padded ", " padded ")]
    public async Task A_password_is_hashed_without_its_line_end(string input, string password)
    {
        var run = await GatewayProcess.RunWithInputAsync(input, _folder.Path, "hash-password");
        Assert.Equal(0, run.ExitCode);
        var hash = run.Output.Trim();
        Assert.True(PasswordHash.Parse(hash)!.IsOf(Encoding.UTF8.GetBytes(password), new Pbkdf2()));
        Assert.False(PasswordHash.Parse(hash)!.IsOf("another"u8, new Pbkdf2()));
        Assert.Empty(await _folder.Problems($"--Gateway:Callers:payroll:Passwords:0={hash}"));
        Assert.DoesNotContain(password.Trim(), run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_password_is_a_problem()
    {
        var run = await GatewayProcess.RunAsync(_folder.Path, "hash-password");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("Fix: ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new-key")]
    [InlineData("new-key", "pay roll")]
    public async Task A_key_without_a_caller_is_wrong_usage(params string[] arguments) =>
        Assert.Equal(2, (await GatewayProcess.RunAsync(_folder.Path, arguments)).ExitCode);

    private static string Value(GatewayProcess run, string name) =>
        run.Output.Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal))[name.Length..].Trim();
}
