using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>The status page as it is served; how it behaves in a browser is tested in one.</summary>
public sealed partial class StatusPageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_allows_its_own_style_and_script_and_nothing_else()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        using var answer = await scenario.Operator.GetAsync("/", Cancellation);
        var page = await answer.Content.ReadAsStringAsync(Cancellation);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy")).Split("; ");

        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains($"style-src '{HashOf(Assert.Single(Styles().Matches(page)).Groups[1].Value)}'", policy);
        Assert.Contains($"script-src '{HashOf(Assert.Single(Scripts().Matches(page)).Groups[1].Value)}'", policy);
        Assert.Contains("frame-ancestors 'none'", policy);
        Assert.DoesNotContain(policy, directive =>
            directive.Contains("unsafe", StringComparison.Ordinal) || directive.Contains("http", StringComparison.Ordinal)
        );
        Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
    }

    [Fact]
    public async Task It_sends_no_request_to_another_server()
    {
        await using var scenario = await GatewayScenario.StartAsync();
        var page = await scenario.Operator.GetStringAsync("/", Cancellation);
        Assert.DoesNotMatch("(src|href|action)=\"(https?:)?//", page);
        Assert.DoesNotMatch(@"url\(|@import|innerHTML|insertAdjacentHTML|document\.write| style=", page);
    }

    private static string HashOf(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex Styles();

    [GeneratedRegex("<script>(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Scripts();
}
