using System.Text;
using Xunit;

namespace CiamGateway.Tests.Tokens.Endpoint;

/// <summary>The scope that an authorization server grants, compared with the requested one.</summary>
public sealed class GrantedScopeTests : IDisposable
{
    private readonly TokenEngine _engine = new(options => options.Retries = 0);

    public void Dispose() => _engine.Dispose();

    [Theory]
    [InlineData("""{ "scope": "application.client" }""")]
    [InlineData("""{ "scope": ["application.client"] }""")]
    public async Task A_granted_scope_narrower_than_asked_is_served_and_said(string payload)
    {
        var result = await _engine.Answers(TokenEngine.TokenResponse(Jwt(payload))).AskAsync("application.client domain.manage");
        Assert.True(result.Succeeded);
        Assert.Contains(_engine.Log.GetSnapshot(), entry =>
            entry.Id.Id == 2003 && entry.Message.Contains("not granted 'domain.manage'", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_is_missing_of_a_scope_is_said_once_and_again_when_it_changes()
    {
        foreach (var granted in (string[])["a", "a", "b", "b", "a b"])
        {
            await _engine
                .Answers($$"""{ "access_token": "abc", "token_type": "Bearer", "expires_in": 1, "scope": "{{granted}}" }""")
                .AskAsync("a b");
            _engine.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(
            ["'b'", "'a'"],
            _engine
                .Log.GetSnapshot()
                .Where(entry => entry.Id.Id == 2003)
                .Select(entry => entry.Message.Split("not granted ")[1].Split('.')[0])
        );
    }

    [Theory]
    [InlineData("""{ "scope": "domain.manage application.client openid" }""")]
    [InlineData("""{ "sub": "nobody" }""")]
    public async Task A_granted_scope_that_is_wider_or_unknown_is_not_logged(string payload)
    {
        await _engine.Answers(TokenEngine.TokenResponse(Jwt(payload))).AskAsync("application.client domain.manage");
        Assert.DoesNotContain(_engine.Log.GetSnapshot(), entry => entry.Id.Id == 2003);
    }

    [Fact]
    public async Task The_scope_of_the_answer_counts_before_the_claim_of_the_token()
    {
        var token = Jwt("""{ "scope": "application.client" }""");
        await _engine
            .Answers($$"""{ "access_token": "{{token}}", "token_type": "Bearer", "scope": "application.client domain.manage" }""")
            .AskAsync("application.client domain.manage");
        Assert.DoesNotContain(_engine.Log.GetSnapshot(), entry => entry.Id.Id == 2003);
    }

    private static string Jwt(string payload) => $"{Encode("""{ "alg": "RS256" }""")}.{Encode(payload)}.c2lnbmF0dXJl";

    private static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
