using Xunit;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Constraints of path parameters, at which routing would throw once it is asked for a route.</summary>
public sealed class RouteConstraintTests : IDisposable
{
    private const string RoutePath = "ReverseProxy:Routes:domain-list:Match:Path";

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("integer", "'integer' is not a route constraint. Fix: write 'int'.")]
    [InlineData("uuid", "'uuid' is not a route constraint. Fix: write 'guid'.")]
    [InlineData("int:maxlen(3)", "'maxlen' is not a route constraint. Fix: write 'maxlength'.")]
    [InlineData("int(3", "'int(3' is not a route constraint. Fix: write 'int'.")]
    [InlineData("?", null)]
    [InlineData("number", "'number' is not a route constraint. Fix: write one of alpha, bool, datetime, ")]
    [InlineData(
        "range(a,b)",
        "'range(a,b)' is not a constraint that routing can make: The input string 'a' was not in a correct format. Fix: "
    )]
    [InlineData(
        "range(5,1)",
        "'range(5,1)' is not a constraint that routing can make: The value for argument 'min' should be less than or equal to the "
            + "value for the argument 'max'."
    )]
    [InlineData("min(x)", "'min(x)' is not a constraint that routing can make: The input string 'x' was not in a correct format. Fix: ")]
    [InlineData("int(3)", "'int(3)' is not a constraint that routing can make: ")]
    [InlineData(
        "regex([)",
        "'regex([)' is not a constraint that routing can make: Invalid pattern '[' at offset 1. Unterminated [] set. Fix: "
    )]
    [InlineData("regex(^[a-z]+$)", null)]
    [InlineData("alpha", null)]
    [InlineData("INT", null)]
    public async Task What_routing_would_throw_at_is_a_problem_of_the_path(string constraint, string? expected)
    {
        var problems = await _folder.Problems($"--{RoutePath}=/Domains/{{id:{constraint}}}");
        if (expected is null)
        {
            Assert.Empty(problems);
            return;
        }
        Assert.StartsWith($"{RoutePath}: {expected}", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_routes_are_checked_too()
    {
        var problems = await _folder.Problems(
            $"--{RoutePath}=/Domains/{{id:integer}}/{{other:integer}}",
            "--ReverseProxy:Routes:first:ClusterId=provisioning",
            "--ReverseProxy:Routes:first:Match:Path=/Users",
            "--ReverseProxy:Routes:first:Transforms:0:AccessToken=none",
            "--ReverseProxy:Routes:second:ClusterId=provisioning",
            "--ReverseProxy:Routes:second:Match:Path=/Users",
            "--ReverseProxy:Routes:second:Transforms:0:AccessToken=none"
        );
        Assert.Equal(
            2,
            problems.Count(problem => problem.StartsWith($"{RoutePath}: 'integer' is not a route constraint.", StringComparison.Ordinal))
        );
        Assert.Single(problems, problem => problem.Contains("matches the same requests as", StringComparison.Ordinal));
    }
}
