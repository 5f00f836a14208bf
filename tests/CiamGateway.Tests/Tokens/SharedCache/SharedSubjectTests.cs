using System.Text.Json.Nodes;
using CiamGateway.Tokens.Assertions;
using CiamGateway.Tokens.Clients;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Tokens.SharedCache;

/// <summary>
/// Replicas whose files name the subject of a token, while the files are replaced by files of another subject, whichever replica is first.
/// </summary>
public sealed class SharedSubjectTests : IDisposable
{
    private static readonly DateTimeOffset End = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");
    private readonly RedisFixture _redis;
    private Replicas? _replicas;

    public SharedSubjectTests(RedisFixture redis) => _redis = redis;

    public void Dispose()
    {
        _replicas?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("urn:ietf:params:oauth:grant-type:jwt-bearer")]
    [InlineData("urn:ietf:params:oauth:grant-type:token-exchange")]
    public async Task A_replica_that_waits_takes_no_token_for_the_subject_that_its_file_named_before(string grant)
    {
        var (first, second) = Start(grant);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AnswersBySubject(first, subject => subject == "alice" ? release.Task : Task.CompletedTask);
        var ofSecond = Replicas.TokenOf(second);
        await Eventually.HoldsAsync(() => first.Held == 1);
        var ofFirst = Replicas.TokenOf(first);
        await Eventually.HoldsAsync(async () =>
            await first.SeriesAsync("""ciam_gateway_shared_cache_operations_total{operation="lock",outcome="busy"}""") > 0
        );
        Write("first", "bob");
        release.SetResult();
        Assert.Equal("Bearer token-of-alice", await ofSecond);
        await _replicas!.WrittenAsync(second, 1);
        await first.RunClockUntil(() => ofFirst.IsCompleted, stepSeconds: 0.001);
        Assert.Equal("Bearer token-of-bob", await ofFirst);
    }

    [Fact]
    public async Task A_token_for_a_subject_that_came_into_the_file_during_the_request_is_not_shared_under_the_name_before()
    {
        var (first, second) = Start("urn:ietf:params:oauth:grant-type:token-exchange");
        var isFirst = true;
        AnswersBySubject(
            first,
            _ => Task.CompletedTask,
            subject =>
            {
                if (subject == "alice" && isFirst)
                {
                    isFirst = false;
                    Write("first", "bob");
                    return false;
                }
                return true;
            }
        );
        Assert.Equal("Bearer token-of-bob", await Replicas.TokenOf(first));
        await _replicas!.UnlockedAsync();
        Assert.Equal("Bearer token-of-alice", await Replicas.TokenOf(second));
    }

    [Theory]
    [InlineData("""{ "jti": "2", "exp": 1767229200, "iat": 1767225600 }""", true)]
    [InlineData("""{ "kubernetes.io": { "pod": { "uid": "7" } } }""", true)]
    [InlineData("""{ "sub": "bob" }""", false)]
    [InlineData("""{ "iss": "https://other.example.com" }""", false)]
    [InlineData("""{ "aud": "https://other.example.com" }""", false)]
    [InlineData("""{ "act": { "sub": "helpdesk" } }""", false)]
    [InlineData("""{ "scope": "read write" }""", false)]
    [InlineData("""{ "azp": "portal" }""", false)]
    [InlineData("""{ "client_id": "portal" }""", false)]
    public void A_renewed_token_has_the_same_subject_and_one_for_somebody_or_something_else_has_another(string claims, bool isSame)
    {
        var before = """{ "iss": "https://sso.example.com", "sub": "alice", "aud": "api", "jti": "1" }""";
        Assert.Equal(isSame, SubjectOf(Token(before)) == SubjectOf(Token(before, claims)));
    }

    [Theory]
    [InlineData("""{ "iss": "https://sso.example.com", "jti": "1" }""", """{ "iss": "https://sso.example.com", "jti": "2" }""")]
    [InlineData("""{ "iss": "a", "sub": "b|c" }""", """{ "iss": "a|b", "sub": "c" }""")]
    public void Tokens_without_a_subject_or_with_its_parts_elsewhere_are_not_the_same(string one, string other) =>
        Assert.NotEqual(SubjectOf(Token(one)), SubjectOf(Token(other)));

    private (TokenEngine First, TokenEngine Second) Start(string grant)
    {
        _replicas = new Replicas(_redis, Of("first"));
        return (_replicas.First, _replicas.Start(Of("second")));

        Action<TokenClientOptions> Of(string file) =>
            options =>
            {
                (options.GrantType, options.Retries) = (grant, 0);
                var path = Path.Combine(_folder.FullName, file);
                Write(file, "alice");
                _ = grant.EndsWith("jwt-bearer", StringComparison.Ordinal) ? options.AssertionFile = path : options.SubjectTokenFile = path;
            };
    }

    private void Write(string file, string subject)
    {
        var path = Path.Combine(_folder.FullName, file);
        File.WriteAllText(path + ".new", SignedAssertion.Create(End, Guid.NewGuid().ToString(), subject));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Answers with a token that says for which subject it is.</summary>
    private static void AnswersBySubject(TokenEngine engine, Func<string, Task> release, Func<string, bool>? accepts = null) =>
        engine.AnswersByRequest(
            request => new JsonWebToken(request.Form.GetValueOrDefault("assertion") ?? request.Form["subject_token"]).Subject,
            release,
            accepts ?? (_ => true)
        );

    private static string SubjectOf(string token) => new PresentedToken("SubjectTokenFile", "", token, JwtClaims.Read(token)).Subject;

    private static string Token(params string[] claims)
    {
        var all = claims.Select(json => JsonNode.Parse(json)!.AsObject()).SelectMany(part => part);
        var merged = new JsonObject();
        foreach (var (name, value) in all)
        {
            merged[name] = value?.DeepClone();
        }
        var key = new SigningCredentials(new RsaSecurityKey(SigningKeys.Rsa), "RS256");
        return new JsonWebTokenHandler().CreateToken(merged.ToJsonString(), key);
    }
}
