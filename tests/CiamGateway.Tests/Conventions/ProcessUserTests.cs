using Xunit;

namespace CiamGateway.Tests.Conventions;

/// <summary>
/// The lookup of the user's name opens a file. On a thread of the audit log's own it ended the process when the process could open no more.
/// </summary>
public sealed class ProcessUserTests
{
    [Fact]
    public void The_user_is_looked_up_at_one_place_only() =>
        Assert.Equal(
            ["ProcessUser.cs"],
            from file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "src/CiamGateway"), "*.cs", SearchOption.AllDirectories)
            where File.ReadAllText(file).Contains("Environment.UserName", StringComparison.Ordinal)
            select Path.GetFileName(file)
        );
}
