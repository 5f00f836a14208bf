using System.Diagnostics;
using System.Xml.Linq;
using Xunit;

namespace CiamGateway.Tests.Sandbox;

/// <summary>
/// <c>dotnet run</c> builds in silence, on a new machine for minutes. So the sandbox's project says before the restore what it does.
/// </summary>
public sealed class FirstBuildTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_first_build_says_at_once_that_it_builds_how_long_it_takes_and_what_follows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The message is written by way of /proc.");
        Write(Target());
        Assert.Equal(
            "Building the sandbox and the gateway for the first time. This takes one to three minutes, since packages are downloaded. "
                + "The addresses and the first calls to try follow.",
            (await RestoreAsync()).Trim()
        );
        Assert.Equal("", await RestoreAsync());
    }

    [Fact]
    public async Task What_it_says_does_not_fail_a_build_whose_standard_error_is_closed()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The message is written by way of /proc.");
        Write(Target());
        await ChildProcess.RunAsync("sh", "-c", $"exec dotnet restore '{_folder.FullName}' 2>&-");
    }

    /// <summary>As the sandbox's project has it.</summary>
    private static XElement Target() =>
        XDocument
            .Load(Path.Combine(Repository.Root, "src/CiamGateway.Sandbox/CiamGateway.Sandbox.csproj"))
            .Root!.Elements("Target")
            .Single(target => target.Attribute("BeforeTargets")?.Value == "Restore");

    /// <summary>A project that needs no package, so that its restore takes no network.</summary>
    private void Write(XElement target) =>
        File.WriteAllText(
            Path.Combine(_folder.FullName, "First.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
              {target}
            </Project>
            """
        );

    private async Task<string> RestoreAsync()
    {
        await using var process = ChildProcess.Start(new ProcessStartInfo("dotnet", ["restore"]) { WorkingDirectory = _folder.FullName });
        Assert.True(await process.EndAsync() == 0, process.Described());
        return process.Errors;
    }
}
