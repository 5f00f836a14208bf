using Xunit;

namespace CiamGateway.Tests.Audit;

public sealed class AuditProblemTests
{
    [Fact]
    public async Task Settings_that_do_not_fit_together_do_not_validate()
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal(
            [
                "Gateway:Audit:Target: 'Moon' is not known. Fix: write one of StandardOutput, File, None.",
                "Gateway:Audit:QueueSize: 0 is out of range. Fix: write a value from 1 to 1000000.",
            ],
            await folder.Problems("--Gateway:Audit:Target=Moon", "--Gateway:Audit:QueueSize=0")
        );
        Assert.Equal(
            ["Gateway:Audit:File: is missing. Fix: name a file of its own, such as \"/var/log/ciam-gateway/audit.json\"."],
            await folder.Problems("--Gateway:Audit:Target=File")
        );
        Assert.Equal(
            [
                "Gateway:Audit:Target: is StandardOutput, but Gateway:Audit:File names a file. "
                    + "Fix: set Gateway:Audit:Target to File, or remove Gateway:Audit:File.",
            ],
            await folder.Problems("--Gateway:Audit:File=audit.json")
        );
    }

    [Theory]
    [InlineData("appsettings.json")]
    [InlineData("config/../secret")]
    [InlineData("linked/routes.json")]
    public async Task A_file_that_the_configuration_is_read_from_does_not_validate(string file)
    {
        using var folder = ConfigurationFolder.Sound();
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "linked"), Path.Combine(folder.Path, "config"));
        Assert.Equal(
            [
                $"Gateway:Audit:File: file '{Path.GetFullPath(file, folder.Path)}' is one that the configuration is read from. "
                    + "Fix: name a file of its own, such as \"/var/log/ciam-gateway/audit.json\".",
            ],
            await folder.Problems("--Gateway:Audit:Target=File", $"--Gateway:Audit:File={file}")
        );
    }

    [Theory]
    [InlineData("secret/audit.json", "secret")]
    [InlineData("secret/logs/audit.json", "secret")]
    public async Task A_file_that_cannot_be_written_is_a_warning_that_names_the_obstacle(string file, string obstacle)
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal(
            [
                $"Gateway:Audit:File: '{Path.Combine(folder.Path, obstacle)}' cannot be written by the user "
                    + $"'{Environment.UserName}', so that no line reaches the file. Fix: give that user write permission there, "
                    + "mount a volume that can be written, or name another file.",
            ],
            await folder.Problems("--Gateway:Audit:Target=File", $"--Gateway:Audit:File={file}")
        );
    }

    [Fact]
    public async Task A_file_that_is_not_there_yet_validates_and_is_not_made()
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Empty(await folder.Problems("--Gateway:Audit:Target=File", "--Gateway:Audit:File=logs/audit.json"));
        Assert.False(Path.Exists(Path.Combine(folder.Path, "logs")));
    }

    [Theory]
    [InlineData("DELTE", "write 'DELETE'")]
    [InlineData("PROPFIND", "write some of POST, PUT, PATCH, DELETE")]
    public async Task A_method_that_no_route_takes_does_not_validate(string method, string fix)
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Equal(
            [$"Gateway:Audit:Methods:0: '{method}' is a method that no route takes, so no call would be recorded. Fix: {fix}."],
            await folder.Problems($"--Gateway:Audit:Methods:0={method}")
        );
    }

    [Theory]
    [InlineData("delete")]
    [InlineData("OPTIONS")]
    [InlineData("CONNECT")]
    public async Task A_method_of_HTTP_validates_in_any_case(string method)
    {
        using var folder = ConfigurationFolder.Sound();
        Assert.Empty(await folder.Problems($"--Gateway:Audit:Methods:0={method}"));
    }

    [Fact]
    public async Task Where_a_route_takes_any_method_only_a_misspelt_one_does_not_validate()
    {
        using var folder = ConfigurationFolder
            .Sound()
            .With(
                "config/routes.json",
                """
                { "ReverseProxy": { "Routes": { "any": { "ClusterId": "provisioning", "Match": { "Path": "/any" },
                  "Transforms": [ { "AccessToken": "provisioning", "Scope": "application.client" } ] } } } }
                """
            );
        Assert.StartsWith(
            "Gateway:Audit:Methods:1: 'DELTE' ",
            Assert.Single(await folder.Problems("--Gateway:Audit:Methods:0=PROPFIND", "--Gateway:Audit:Methods:1=DELTE")),
            StringComparison.Ordinal
        );
    }
}
