using Xunit;

namespace CiamGateway.Tests.Configuration;

/// <summary>The folders in Broken/: configurations with three faults each, named in the comment at their head.</summary>
public sealed class BrokenConfigurationTests : IDisposable
{
    private static readonly string Broken = Path.Combine(Repository.Root, "tests/CiamGateway.Tests/Configuration/Broken");

    private readonly ConfigurationFolder _folder = new();

    public static TheoryData<string> Names =>
        [.. Directory.GetDirectories(Broken).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    public static TheoryData<string> SomeNames => ["06-a-file-that-is-not-JSON", "12-routes-that-collide", "13-what-is-doubtful"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void There_are_twenty_two() => Assert.Equal(22, Names.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task All_three_faults_are_reported_in_one_go(string name)
    {
        var expected = Prepare(name);
        Assert.Equal(3, expected.Count);
        var problems = (await GatewayHost.ValidateAsync(_folder.Load()))
            .Problems.Select(problem => $"{(problem.IsError ? "error" : "warning")}: {problem}")
            .ToList();
        AssertReported(expected, problems);
    }

    [Theory]
    [MemberData(nameof(SomeNames))]
    public async Task The_process_says_the_same_and_shows_no_stack_trace(string name)
    {
        var expected = Prepare(name);
        var run = await GatewayProcess.RunAsync(_folder.Path, "validate");
        Assert.Equal(expected.Any(line => line.StartsWith("error", StringComparison.Ordinal)) ? 1 : 0, run.ExitCode);
        AssertReported(expected, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches(@"^The configuration has (\d errors?)?( and )?(\d warnings?)?\.\n$", run.Errors);
    }

    private static void AssertReported(IReadOnlyCollection<string> expected, IReadOnlyCollection<string> reported)
    {
        Assert.All(expected, fault => Assert.Single(reported, line => Matches(line, fault)));
        Assert.All(reported, line => Assert.Single(expected, fault => Matches(line, fault)));
        Assert.All(reported, line => Assert.Null(MessageForm.FaultOf(line)));
    }

    /// <summary>Severity and text; the place before the path may be left out of an expectation.</summary>
    private static bool Matches(string line, string fault)
    {
        var (severity, text) = (fault.Split(": ", 2)[0], fault.Split(": ", 2)[1]);
        return line.StartsWith($"{severity}: ", StringComparison.Ordinal) && line.Contains($": {text}", StringComparison.Ordinal);
    }

    /// <returns>What the folder's comment says that is to be reported.</returns>
    private List<string> Prepare(string name)
    {
        var source = Path.Combine(Broken, name);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            _folder.With(Path.GetRelativePath(source, file), File.ReadAllText(file));
        }
        if (!OperatingSystem.IsWindows() && File.Exists(Path.Combine(_folder.Path, "secret")))
        {
            File.SetUnixFileMode(Path.Combine(_folder.Path, "secret"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }
        return
        [
            .. File.ReadLines(Path.Combine(source, "appsettings.json"))
                .TakeWhile(line => line.StartsWith("// ", StringComparison.Ordinal))
                .Select(line => line[3..]),
        ];
    }
}
