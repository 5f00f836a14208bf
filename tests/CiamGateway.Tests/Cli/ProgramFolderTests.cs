using CiamGateway.Configuration.Loading;
using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>Who runs a verb where no appsettings.json is sees which file was read, by its full path.</summary>
public sealed class ProgramFolderTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly ConfigurationFolder _empty = new();

    public void Dispose()
    {
        _folder.Dispose();
        _empty.Dispose();
    }

    [Theory]
    [InlineData("validate")]
    [InlineData("routes")]
    [InlineData("explain", "GET", "/Domains")]
    public async Task A_verb_says_that_the_file_beside_the_program_is_used(params string[] verb)
    {
        var run = await GatewayProcess.RunAsync(_empty.Path, verb);
        Assert.Matches($"(?m)^'{_empty.Path}' has no appsettings.json; .*'/.*$", run.Errors);
        Assert.DoesNotContain(
            "has no appsettings.json",
            (await GatewayProcess.RunAsync(_folder.Path, verb)).Errors,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_problem_has_the_full_path_of_a_file_that_is_not_in_the_working_directory(bool isProgramFolder)
    {
        _folder.With("config/routes.json", "{ \"ReverseProxy\": { \"Routes\": { \"r\": { \"ClusterId\": \"nowhere\" } } } }");
        var read = GatewayConfiguration.Load(
            new ConfigurationArguments
            {
                ContentRoot = _folder.Path,
                IsProgramFolder = isProgramFolder,
                ReadEnvironment = false,
            }
        );
        var places = (await GatewayHost.ValidateAsync(read)).Problems.Select(problem => problem.Place!.Source).Distinct();
        Assert.Equal(isProgramFolder ? $"{_folder.Path}/config/routes.json" : "config/routes.json", Assert.Single(places));
    }

    [Fact]
    public void Every_file_that_was_read_is_on_record()
    {
        _folder.With("extra.json", "{}");
        var read = GatewayConfiguration.Load(
            new ConfigurationArguments
            {
                ContentRoot = _folder.Path,
                Files = [Path.Combine(_folder.Path, "extra.json")],
                ReadEnvironment = false,
            }
        );
        Assert.Equal(
            ["appsettings.json", "config/routes.json", "extra.json", "secret"],
            read.ReadFiles.Select(file => Path.GetRelativePath(_folder.Path, file))
        );
    }
}
