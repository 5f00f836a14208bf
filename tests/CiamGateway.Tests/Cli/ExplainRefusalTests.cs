using Xunit;

namespace CiamGateway.Tests.Cli;

/// <summary>Which requests <c>explain</c> says are refused, why, and what would help.</summary>
public sealed class ExplainRefusalTests : IDisposable
{
    private readonly ExplainedSite _site = new();

    public void Dispose() => _site.Dispose();

    [Theory]
    [InlineData("GET", "/Nothing", null, "404 route_not_found")]
    [InlineData("PATCH", "/Domains", null, "405 method_not_allowed")]
    [InlineData("POST", "/Applications", null, "405 method_not_allowed")]
    [InlineData("GET", "/Domains", null, null)]
    [InlineData("GET", "/Domains", "payroll", null)]
    [InlineData("DELETE", "/Domains/42", null, "401 caller_unauthenticated")]
    [InlineData("DELETE", "/Domains/42", "payroll", "403 caller_not_admitted")]
    [InlineData("DELETE", "/Domains/42", "ops-console", null)]
    public async Task The_exit_code_says_whether_it_would_be_forwarded_and_the_refusal_is_that_of_the_problem_document(
        string method,
        string path,
        string? caller,
        string? refusal
    )
    {
        var explained = await _site.ExplainAsync([method, path, .. caller is null ? Array.Empty<string>() : ["--caller", caller]]);
        Assert.Equal((refusal, refusal is null ? 0 : 1), (explained.Refusal, explained.ExitCode));
        Assert.Equal(refusal is null, explained.Json["outgoing"] is not null);
    }

    [Fact]
    public async Task What_is_refused_says_why_and_what_would_help()
    {
        var stranger = await CommandLine.RunAsync(["explain", "DELETE", "/Domains/42", .. _site.Arguments]);
        Assert.StartsWith(
            "DELETE /Domains/42 without credentials from 127.0.0.1 is refused: 401 caller_unauthenticated.\nThe caller did not "
                + "prove who it is. ",
            stranger.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("\nTry: --caller ops-console\n", stranger.Output, StringComparison.Ordinal);
        Assert.Contains(
            "\nanonymous     may not: the policy 'domain-administrators' is for known callers\n",
            stranger.Output,
            StringComparison.Ordinal
        );
        var method = await _site.ExplainAsync("PATCH", "/Domains");
        Assert.Equal(
            ("GET, HEAD, POST", "This path is served for GET, HEAD, POST only."),
            (method.Text("refusal", "allow"), method.Text("refusal", "detail"))
        );
        var misspelt = await CommandLine.RunAsync(["explain", "GET", "/Domain", .. _site.Arguments]);
        Assert.Matches(@"\ndomain-list +GET, POST +/Domains +the path differs\n", misspelt.Output);
    }

    [Theory]
    [InlineData("/Domains", "X-Api-Key: wrong", null, "401 caller_unauthenticated", null)]
    [InlineData("/Domains", "X-Api-Key: second", null, null, "ops-console")]
    // Its caller is bound to other addresses than this machine's.
    [InlineData("/Domains", "x-api-key: first", null, "401 caller_unauthenticated", null)]
    [InlineData("/Domains", "X-Api-Key: second", "ops-console", null, "ops-console")]
    [InlineData("/Domains", "X-Api-Key: first", "ops-console", "401 caller_unauthenticated", "ops-console")]
    [InlineData("/Domains", "Authorization: Basic b3BzLWNvbnNvbGU6d3Jvbmc=", null, "401 caller_unauthenticated", null)]
    [InlineData("/Domains", "Authorization: Bearer eyJ", null, null, null)]
    [InlineData("/Domains", "Authorization: Bearer eyJ", "ops-console", null, "ops-console")]
    public async Task Credentials_among_the_headers_are_judged_as_the_gateway_does(
        string path,
        string header,
        string? caller,
        string? refusal,
        string? taken
    )
    {
        var explained = await _site.ExplainAsync([
            "GET",
            path,
            "--header",
            header,
            .. caller is null ? Array.Empty<string>() : ["--caller", caller],
        ]);
        Assert.Equal((refusal, taken), (explained.Refusal, explained.Text("caller")));
        Assert.Equal(refusal is null, bool.Parse(explained.Text("route", "admitted")!));
    }

    [Fact]
    public async Task Wrong_credentials_are_not_taken_for_none()
    {
        var run = await CommandLine.RunAsync(["explain", "DELETE", "/Domains/42", "--header", "X-Api-Key: guess-3f9a", .. _site.Arguments]);
        Assert.StartsWith(
            "DELETE /Domains/42 with the credentials of its headers from 127.0.0.1 is refused: 401 caller_unauthenticated.\n",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.Contains("\nTry: --caller ops-console\n", run.Output, StringComparison.Ordinal);
        Assert.Contains(" may not: the gateway refuses its credentials\n", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("guess-3f9a", run.Output + run.Errors, StringComparison.Ordinal);
    }
}
