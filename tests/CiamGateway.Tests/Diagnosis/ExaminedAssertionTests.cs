using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xunit;
using static CiamGateway.Tests.Diagnosis.MistakenGateway;

namespace CiamGateway.Tests.Diagnosis;

/// <summary>
/// The doctor says the subject, audience and end of a client assertion, and why a server may have refused it; never the assertion.
/// </summary>
public sealed class ExaminedAssertionTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_assertion_that_the_server_takes_is_told_with_its_claims()
    {
        var (report, output) = await ExamineAsync(End, SignedAssertion.Audience, status: 200);
        var check = Of("credential", report);
        var shown = check["assertions"]!.AsArray().Single()!;
        Assert.Equal(
            ("ClientAssertionFile", "https://kubernetes.example.com", "system:serviceaccount:ciam:gateway", "https://sso.example.com", End),
            (
                Text(shown, "key"),
                Text(shown, "issuer"),
                Text(shown, "subject"),
                Text(shown, "audience"),
                shown["notAfter"]!.GetValue<DateTimeOffset>()
            )
        );
        Assert.Empty(check["findings"]!.AsArray());
        Assert.DoesNotContain("eyJ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "https://other.example.com",
        60,
        "ClientAssertionFile: the token's audience is 'https://other.example.com', and the authorization server may expect "
            + "another, such as '"
    )]
    [InlineData(
        null,
        60,
        "ClientAssertionFile: check that the authorization server trusts the issuer 'https://kubernetes.example.com' and accepts "
            + "the subject 'system:serviceaccount:ciam:gateway'."
    )]
    [InlineData(null, -60, "ClientAssertionFile: the token ended at ")]
    public async Task A_refused_assertion_is_told_with_what_may_be_wrong(string? audience, int minutes, string words)
    {
        var (report, output) = await ExamineAsync(End.AddDays(-1).AddMinutes(minutes), audience, status: 401);
        var finding = Of("token", report)["findings"]!.AsArray().Single()!;
        Assert.Equal("error", Text(finding, "severity"));
        Assert.Contains(words, Text(finding, "text"), StringComparison.Ordinal);
        Assert.DoesNotContain("eyJ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_holds_no_assertion_is_an_error()
    {
        var (report, _) = await ExamineAsync(end: null, audience: null, status: 200);
        Assert.StartsWith(
            $"file '{Path.Combine(_folder.Path, "assertion")}' holds no JWT",
            Text(Of("credential", report)["findings"]!.AsArray().Single()!, "text"),
            StringComparison.Ordinal
        );
    }

    private static DateTimeOffset End { get; } =
        DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeSeconds());

    /// <param name="audience">Null for the token endpoint.</param>
    private async Task<(JsonNode Report, string Output)> ExamineAsync(DateTimeOffset? end, string? audience, int status)
    {
        await using var server = await Upstream.StartAsync(async context =>
        {
            if (!context.Request.HasFormContentType)
            {
                return;
            }
            var form = await context.Request.ReadFormAsync();
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(
                status == 200
                    ? TokenEngine.TokenResponse()
                    : $$"""{ "error": "invalid_client", "error_description": "bad {{form["client_assertion"]}}" }"""
            );
        });
        var endpoint = server.Address.AbsoluteUri;
        _folder.With(
            "assertion",
            end is { } known ? SignedAssertion.Create(known, audience: audience ?? endpoint) : "eyJhbGciOiJSUzI1NiJ9.eyJp"
        );
        Dictionary<string, string> settings = new()
        {
            [$"{Client}:TokenEndpoint"] = endpoint,
            [$"{Client}:ClientSecretFile"] = "",
            [$"{Client}:ClientAuthentication"] = "private_key_jwt",
            [$"{Client}:ClientAssertionFile"] = "assertion",
            [$"{Client}:Retries"] = "0",
            [Destination] = endpoint,
        };
        var run = await GatewayProcess.RunAsync(
            _folder.Path,
            ["doctor", "--json", "--timeout", "60", .. settings.Select(setting => $"--{setting.Key}={setting.Value}")]
        );
        return (JsonNode.Parse(run.Output)!, run.Output);
    }

    private static JsonNode Of(string kind, JsonNode report) => report["checks"]!.AsArray().Single(check => Text(check!, "check") == kind)!;

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
