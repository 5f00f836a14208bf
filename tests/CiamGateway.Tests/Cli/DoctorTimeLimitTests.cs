using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>The time limit of the checks of <c>doctor</c>: how it ends a check, and what it may be.</summary>
public sealed class DoctorTimeLimitTests : IAsyncLifetime
{
    private ExaminedGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await ExaminedGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_answer_that_never_comes_ends_with_its_time_limit()
    {
        await using var silent = await Upstream.StartAsync(Upstream.NeverAnswerAsync);
        var run = await _gateway.RunAsync("doctor --timeout 3", (ExaminedGateway.Destination("secondary"), silent.Address.AbsoluteUri));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "error: destination 'secondary' of cluster 'provisioning': gave no answer within 3 s.",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_is_a_warning_where_it_fails_is_one_where_its_time_limit_ends_it()
    {
        using var silent = new SilentPort();
        var run = await _gateway.RunAsync(
            "doctor --timeout 5",
            ("Gateway:TokenCache:Redis", $"127.0.0.1:{silent.Number},connectTimeout=60000"),
            ("Gateway:TokenCache:ConnectTimeout", "00:00:30"),
            ("Gateway:TokenClients:other:TokenEndpoint", $"http://127.0.0.1:{silent.Number}/"),
            ("Gateway:TokenClients:other:ClientId", "x"),
            ("Gateway:TokenClients:other:ClientSecret", "y"),
            ("Gateway:TokenClients:other:ConnectTimeout", "00:00:50"),
            ("Gateway:TokenClients:other:AttemptTimeout", "00:00:50"),
            ("Gateway:TokenClients:other:TotalTimeout", "00:00:50"),
            ("ReverseProxy:Routes:other:ClusterId", "provisioning"),
            ("ReverseProxy:Routes:other:Match:Path", "/Users"),
            ("ReverseProxy:Routes:other:AuthorizationPolicy", "nobody"),
            ("ReverseProxy:Routes:other:Transforms:0:AccessToken", "other"),
            ("ReverseProxy:Routes:other:Transforms:0:Scope", "users"),
            ("Gateway:AccessPolicies:nobody:Callers", "")
        );
        Assert.Equal(0, run.ExitCode);
        // The same is said of both in one line.
        Assert.Contains(
            "warning: token client 'other', scope 'users'; shared cache: gave no answer within 5 s. Fix: ",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("0")]
    [InlineData("abc")]
    [InlineData("NaN")]
    [InlineData("3601")]
    [InlineData("")]
    public async Task A_time_limit_that_is_none_is_wrong_usage_and_says_what_is_one(string text)
    {
        var run = await CommandLine.RunAsync("doctor", "--timeout", text);
        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(
            $"'{text}' is not a time limit. Fix: write a number of seconds above 0 and up to 3600.",
            run.Errors,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_help_says_the_default_time_limit_once() =>
        Assert.Matches(
            @"--timeout <SECONDS> +The time limit of each check, in seconds\. \[default: 15\]\n",
            (await CommandLine.RunAsync("doctor", "--help")).Output
        );
}
