using System.Net;
using System.Text.Json.Nodes;
using CiamGateway.Sandbox.AuthorizationServer;
using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>Tokens that an operator has fetched again: no caller waits, and the audit log has a line.</summary>
public sealed class TokenRefreshTests : IAsyncLifetime, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-audit-");
    private GatewayScenario _scenario = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string AuditFile => Path.Combine(_folder.FullName, "audit.json");

    public async ValueTask InitializeAsync()
    {
        _scenario = await GatewayScenario.StartAsync(
            new() { ["Gateway:Audit:Target"] = "File", ["Gateway:Audit:File"] = AuditFile },
            server => server.WithheldScope = ["domain.manage"]
        );
        await _scenario.Gateway.WaitUntilReadyAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_was_granted_meanwhile_is_there_after_a_refresh()
    {
        _scenario.AuthorizationServer.WithheldScope = [];
        var (status, tokens) = await RefreshAsync("");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(2, tokens.Count);
        Assert.All(tokens, token => Assert.Equal("renewed", token["outcome"]!.ToString()));
        Assert.All(tokens, token => Assert.Empty(token["missingScope"]!.AsArray()));
        Assert.Equal(4, _scenario.AuthorizationServer.TokenRequests.Count);
    }

    [Fact]
    public async Task One_token_is_named_by_client_and_scope_in_any_order_and_its_line_is_in_the_audit_log()
    {
        var (_, tokens) = await RefreshAsync("?client=PROVISIONING&scope=domain.manage%20application.client");
        var token = Assert.Single(tokens);
        Assert.Equal("application.client domain.manage", token["scope"]!.ToString());
        Assert.Equal(3, _scenario.AuthorizationServer.TokenRequests.Count);

        var line = await AuditLineAsync();
        Assert.Equal(
            ("POST", "/tokens/refresh", 200),
            (line["method"]!.ToString(), line["path"]!.ToString(), line["status"]!.GetValue<int>())
        );
        Assert.Equal("application.client domain.manage", line["scope"]!.ToString());
        Assert.Equal(token["fingerprint"]!.ToString(), line["tokenFingerprint"]!.ToString());
    }

    [Fact]
    public async Task A_trailing_slash_is_on_record_too()
    {
        using var answer = await _scenario.Operator.PostAsync("/tokens/refresh/", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("/tokens/refresh/", (await AuditLineAsync())["path"]!.ToString());
    }

    [Theory]
    [InlineData("?client=provisionning", "No route goes out with a token of a client 'provisionning'. Try 'provisioning'.")]
    [InlineData("?client=moon", "No route goes out with a token of a client 'moon'. Try one of 'provisioning'.")]
    [InlineData("?scope=aplication.client", "No route goes out with a token of scope 'aplication.client'. Try 'application.client'.")]
    [InlineData(
        "?client=provisioning&scope=%22",
        "No route goes out with a token of scope '\"' of client 'provisioning'. Try one of 'application.client', "
            + "'application.client domain.manage'."
    )]
    public async Task An_unknown_name_is_answered_with_the_known_names(string query, string detail)
    {
        using var answer = await _scenario.Operator.PostAsync($"/tokens/refresh{query}", null, Cancellation);
        Assert.Equal(detail, await AssertProblem.Is(answer, 404, "token_unknown", "http_request_error"));
        Assert.Equal(2, _scenario.AuthorizationServer.TokenRequests.Count);
    }

    [Fact]
    public async Task Simultaneous_refreshes_share_one_request_and_calls_go_on_with_the_old_token()
    {
        _scenario.AuthorizationServer.Hold();
        var wishes = Enumerable.Range(0, 20).Select(_ => RefreshAsync("?scope=application.client")).ToList();
        using var call = await _scenario.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(HttpStatusCode.OK, call.StatusCode);
        _scenario.AuthorizationServer.Release();
        Assert.Single((await Task.WhenAll(wishes)).Select(wish => Assert.Single(wish.Tokens)["fingerprint"]!.ToString()).Distinct());
        Assert.InRange(_scenario.AuthorizationServer.TokenRequests.Count, 3, 4);
    }

    [Fact]
    public async Task A_failure_keeps_the_token_that_is_there_and_says_why()
    {
        await _scenario.AuthorizationServer.DisposeAsync();
        var (status, tokens) = await RefreshAsync("?scope=application.client");
        Assert.Equal(HttpStatusCode.BadGateway, status);
        var token = Assert.Single(tokens);
        Assert.Equal("kept", token["outcome"]!.ToString());
        Assert.Contains("refuses connections", token["cause"]!.ToString(), StringComparison.Ordinal);
        Assert.Matches("^[0-9a-f]{8}$", token["fingerprint"]!.ToString());
        Assert.Equal("degraded", await StateAsync("application.client"));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    [InlineData("Origin", "null")]
    public async Task The_page_of_another_site_cannot_ask(string header, string value)
    {
        using var answer = await SendAsync((header, value));
        Assert.StartsWith(
            "The request comes from a page of another site.",
            await AssertProblem.Is(answer, 403, "cross_site_request", "http_request_denied"),
            StringComparison.Ordinal
        );
        Assert.Equal(2, _scenario.AuthorizationServer.TokenRequests.Count);
    }

    [Fact]
    public async Task The_status_page_can()
    {
        using var answer = await SendAsync(
            ("Sec-Fetch-Site", "same-origin"),
            ("Origin", _scenario.Gateway.Management.GetLeftPart(UriPartial.Authority))
        );
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Nothing_can_be_refreshed_by_following_a_link()
    {
        using var answer = await _scenario.Operator.GetAsync("/tokens/refresh", Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    private async Task<(HttpStatusCode Status, List<JsonNode> Tokens)> RefreshAsync(string query)
    {
        using var answer = await _scenario.Operator.PostAsync($"/tokens/refresh{query}", null, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.DoesNotContain("eyJ", text, StringComparison.Ordinal);
        Assert.DoesNotContain(SandboxClient.Gateway.ClientSecret, text, StringComparison.Ordinal);
        return (answer.StatusCode, [.. JsonNode.Parse(text)!["tokens"]!.AsArray().Select(token => token!)]);
    }

    private async Task<JsonNode> AuditLineAsync()
    {
        await Eventually.HoldsAsync(() => File.Exists(AuditFile) && File.ReadAllText(AuditFile).EndsWith('\n'));
        return JsonNode.Parse(Assert.Single(File.ReadAllLines(AuditFile)))!;
    }

    private async Task<HttpResponseMessage> SendAsync(params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/tokens/refresh");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        return await _scenario.Operator.SendAsync(request, Cancellation);
    }

    private async Task<string> StateAsync(string scope) =>
        JsonNode.Parse(await _scenario.Operator.GetStringAsync("/status", Cancellation))!["tokens"]!
            .AsArray()
            .Single(token => token!["scope"]!.ToString() == scope)!["state"]!.ToString();
}
