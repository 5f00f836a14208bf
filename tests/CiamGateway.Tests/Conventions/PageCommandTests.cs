using System.Text.RegularExpressions;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>The commands that the pages show work.</summary>
public sealed class PageCommandTests
{
    private const string OwnApi = "Your own API in ten minutes";

    /// <summary>Programs that these tests cannot run. That their arguments exist, <see cref="PageLinkTests"/> knows.</summary>
    private static readonly string[] OtherPrograms = ["docker", "kubectl", "promtool", "sudo", "df", "openssl"];

    /// <summary>All but those of the walk-through, which are run as a whole.</summary>
    private static IEnumerable<string> AllLines =>
        DocumentationPage
            .All.SelectMany(page => page.ShellLines)
            .Except(DocumentationPage.ShellLinesOf(DocumentationPage.Front.Section(OwnApi)), StringComparer.Ordinal)
            .Distinct(StringComparer.Ordinal);

    public static TheoryData<string> Lines => [.. AllLines.Where(line => IsRun(line))];

    /// <summary>
    /// What a user types on a new clone. A test cannot run the second, since it is part of it, and <see cref="The_command_works"/> runs a
    /// program that is already built in place of the first. So <c>.ci/run</c> runs both.
    /// </summary>
    [Theory]
    [InlineData("dotnet run --project src/CiamGateway.Sandbox")]
    [InlineData("dotnet test")]
    public void The_two_commands_for_a_new_clone_are_run_by_CI(string command)
    {
        Assert.Contains(command, DocumentationPage.Front.ShellLines);
        string[] scripts = [".ci/run", ".ci/checks/readme-sandbox"];
        var lines = string.Concat(scripts.Select(script => File.ReadAllText(Path.Combine(Repository.Root, script))));
        Assert.Matches($@"(?m)^[^#\n]*\b{Regex.Escape(command)}( |$)", lines);
    }

    [Fact]
    public void Every_command_is_run_here_or_is_one_of_another_program() =>
        Assert.Equal([], AllLines.Where(line => !IsRun(line) && !IsCurl(line) && !OtherPrograms.Contains(line.Split(' ')[0])));

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task The_command_works(string line)
    {
        using var folder = ConfigurationFolder.Sound();
        switch (line.Split(" --project src/CiamGateway.Sandbox", 2))
        {
            case ["dotnet run", var arguments]:
                await using (var sandbox = SandboxProcess.Start(arguments.Replace(" -- ", " ", StringComparison.Ordinal)))
                {
                    await (arguments.Length > 0 ? sandbox.AssertEndsWellAsync() : sandbox.CurlAsync(AllLines.Where(IsCurlOfSandbox)));
                }
                break;
            case [var verb] when verb.StartsWith("ciam-gateway health ", StringComparison.Ordinal):
                await using (var scenario = await GatewayScenario.StartAsync())
                {
                    await scenario.Gateway.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
                    var here = verb.Replace("http://127.0.0.1:8081", scenario.Gateway.Management.ToString(), StringComparison.Ordinal);
                    Assert.Equal(0, (await GatewayProcess.RunAsync(folder.Path, here.Split(' ')[1..])).ExitCode);
                }
                break;
            case [var verb] when verb.StartsWith("ciam-gateway doctor", StringComparison.Ordinal):
                await using (var scenario = await GatewayScenario.StartAsync())
                {
                    var settings = SandboxSettings
                        .For(scenario.AuthorizationServer.TokenEndpoint, scenario.Api.Address)
                        .Append(new("Gateway:TokenClients:provisioning:AttemptTimeout", "00:00:08"))
                        .Select(setting => $"--{setting.Key}={setting.Value}");
                    Assert.Equal(0, (await GatewayProcess.RunAsync(folder.Path, [.. verb.Split(' ')[1..], .. settings])).ExitCode);
                }
                break;
            case [var verb] when verb.StartsWith("ciam-gateway explain ", StringComparison.Ordinal):
                PageExampleTests
                    .WithCallers(folder)
                    .With("config/routes.json", File.ReadAllText(Path.Combine(Repository.Root, "config/routes.json")));
                var explained = await GatewayProcess.RunAsync(folder.Path, [.. verb.Split(' ')[1..], "--config", "callers.json"]);
                Assert.Equal(0, explained.ExitCode);
                Assert.StartsWith(DocumentationPage.Configuration.Blocks("text").Single(), explained.Output, StringComparison.Ordinal);
                break;
            default:
                if (line.StartsWith("ciam-gateway import-openapi ", StringComparison.Ordinal))
                {
                    Array.ForEach(["appsettings.json", "config/routes.json", "config/provisioning-api.yaml"], file =>
                        folder.With(file, File.ReadAllText(Path.Combine(Repository.Root, file)))
                    );
                }
                var words = line.Split(" < ")[0].Split(' ')[1..];
                Assert.Equal(0, (await GatewayProcess.RunWithInputAsync("correct horse\n", folder.Path, words)).ExitCode);
                break;
        }
    }

    private static bool IsRun(string line) =>
        line.StartsWith("ciam-gateway ", StringComparison.Ordinal)
        || line.StartsWith("dotnet run --project src/CiamGateway.Sandbox", StringComparison.Ordinal);

    private static bool IsCurl(string line) => line.StartsWith("curl ", StringComparison.Ordinal) || line == "dotnet test";

    private static bool IsCurlOfSandbox(string line) =>
        line.StartsWith("curl ", StringComparison.Ordinal) && line.Contains("http://127.0.0.1:", StringComparison.Ordinal);
}
