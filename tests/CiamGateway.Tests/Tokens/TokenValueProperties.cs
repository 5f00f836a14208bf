using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using CsCheck;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>What holds for the engine's parts, whatever they are given.</summary>
public sealed partial class TokenValueProperties
{
    private static readonly Gen<TimeSpan> Time = Gen.OneOf(Gen.Double[0, 5], Gen.Double[0, 90_000]).Select(TimeSpan.FromSeconds);
    private static readonly Gen<string> ScopeText = Gen.String[Gen.OneOf(Gen.Char['a', 'c'], Gen.Const(' '), Gen.Char['!', '~']), 0, 20];
    private static readonly Gen<string> Part = Gen.String[Gen.Char["ab|&=%2 "], 0, 6];
    private static readonly Gen<string> JsonText = Gen.OneOf(
        Gen.Double.Select(number => JsonSerializer.Serialize(double.IsFinite(number) ? number : 0)),
        Gen.Int[-10, 10_000].Select(number => $"\"{number}\""),
        Gen.String.Select(text => JsonSerializer.Serialize(text)),
        Gen.String[Gen.Char["abc.-_~+/= ,"], 0, 12].Select(text => JsonSerializer.Serialize(text)),
        Gen.OneOf(
            "\"Bearer\"",
            "\"bearer\"",
            "null",
            "true",
            "[]",
            "[1,\"a\"]",
            "{}",
            "\"abc\"",
            "60",
            "1e400",
            "-0.5",
            "\"1e5\"",
            "\"\\ud800\""
        )
    );

    private static readonly Gen<string> Jwt = JsonText.Select(scope =>
        JsonSerializer.Serialize($"eyJhbGciOiJSUzI1NiJ9.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"scope\":{scope}}}"))}.c2ln")
    );

    [Fact]
    public void The_phases_of_a_life_follow_one_another_and_end_by_the_clock_that_is_ahead() =>
        Gen.Select(Time, Time, Time, Time, Time, Gen.Bool)
            .Sample(
                (duration, refreshAge, skew, passed, jump, isForward) =>
                {
                    var clock = new TwoClocks();
                    var life = new TokenLifetime(clock, ClockReading.Now(clock), duration, refreshAge, skew);
                    clock.Advance(passed);
                    clock.JumpWall(isForward ? jump : -jump);
                    var age = isForward ? passed + jump : passed;
                    var phase = life.Phase;
                    Assert.Equal(age >= duration, phase is TokenPhase.Over);
                    Assert.Equal(age >= duration ? TimeSpan.Zero : duration - age, life.Remaining);
                    Assert.True(life.UntilRefresh <= life.Remaining);
                    Assert.Equal(phase is TokenPhase.Fresh, life.UntilRefresh > TimeSpan.Zero);
                    Assert.Equal(
                        phase >= TokenPhase.LastPart,
                        life.Remaining <= TimeSpan.FromSeconds(1) && life.Remaining <= duration / 10
                    );
                    Assert.Equal(life.IsOverdue, life.UntilOverdue == TimeSpan.Zero);
                    Assert.True(phase < TokenPhase.LastPart || life.IsOverdue);
                    Assert.True(life.IsOverdue || life.Remaining > skew || life.Remaining > duration / 10);
                    Assert.True(life.DueNow().Phase >= phase && life.DueNow().Phase > TokenPhase.Fresh);
                    Assert.Equal(life.Remaining, life.DueNow().Remaining);
                    clock.Advance(duration);
                    Assert.Equal(TokenPhase.Over, life.Phase);
                }
            );

    [Fact]
    public void The_refresh_point_lies_within_the_life() =>
        Gen.Select(Time, Time.Nullable(), Gen.Double[0.01, 0.99], Gen.Double[0, 1])
            .Sample(
                (lifetime, stated, from, width) =>
                {
                    var options = new TokenRefreshOptions { From = from, To = from + ((1 - from) * width) };
                    var point = RefreshPoint.Draw(lifetime, stated, options);
                    Assert.InRange(point, TimeSpan.Zero, lifetime);
                    var counted = lifetime < TimeSpan.FromSeconds(10) ? lifetime - TimeSpan.FromSeconds(1) : lifetime;
                    Assert.True(point == stated || point == lifetime || point >= counted * options.From);
                }
            );

    [Fact]
    public void A_pause_never_grows_while_it_lasts_and_is_gone_after_it() =>
        Gen.Select(Gen.Bool.Array[1, 30], Gen.Double[0, 1])
            .Sample(
                (refusals, part) =>
                {
                    var clock = new TwoClocks();
                    var options = new TokenBackoffOptions();
                    var backoff = new Backoff(options, clock);
                    foreach (var isRefusal in refusals)
                    {
                        backoff.Note(new TokenFailure(isRefusal ? TokenFailureKind.Refused : TokenFailureKind.Unavailable, "no"));
                        var pause = backoff.Remaining;
                        Assert.True(backoff.LeastRemaining <= pause);
                        Assert.InRange(
                            pause,
                            (isRefusal ? options.RefusedFrom : options.From) * 0.5,
                            (isRefusal ? options.RefusedTo : options.To) * 1.5
                        );
                        clock.Advance(pause * part);
                        Assert.True(backoff.Remaining <= pause);
                        clock.Advance(pause);
                        Assert.Equal(TimeSpan.Zero, backoff.Remaining);
                        Assert.NotNull(backoff.Failure);
                    }
                }
            );

    [Fact]
    public void A_scope_that_was_printed_reads_the_same_in_any_order_of_its_tokens() =>
        Gen.Select(ScopeText, Gen.Int[0, 1000])
            .Sample(
                (text, seed) =>
                {
                    if (!Scope.TryParse(text, out var scope, out _))
                    {
                        return;
                    }
                    var tokens = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                    new Random(seed).Shuffle(tokens);
                    Assert.True(Scope.TryParse(string.Join("  ", tokens.Concat(tokens)), out var again, out _));
                    Assert.Equal(scope.Value, again.Value);
                    Assert.Equal(scope.Value, string.Join(' ', tokens.Distinct().Order(StringComparer.Ordinal)));
                    Assert.Empty(scope.MissingFrom(again.Value));
                    Assert.Equal(tokens.Distinct().Order(StringComparer.Ordinal), scope.MissingFrom(""));
                }
            );

    [Fact]
    public void A_scope_never_holds_a_character_that_RFC_6749_forbids() =>
        Gen.String.Sample(text =>
            Assert.True(!Scope.TryParse(text, out var scope, out var problem) ? problem.Length > 0 : ScopeGrammar().IsMatch(scope.Value))
        );

    [Fact]
    public void Whatever_the_server_answers_only_a_well_formed_token_gets_through() =>
        Gen.Select(Gen.Int[100, 599], Gen.OneOf(JsonText, Jwt), JsonText, JsonText, JsonText, JsonText, Gen.Int[0, 9])
            .Sample(
                (status, token, type, expiresIn, refreshIn, scope, shape) =>
                {
                    var json = shape switch
                    {
                        0 => token,
                        1 => $"[{token}]",
                        2 => token + type,
                        3 => $$"""{ "error": {{token}}, "error_description": {{type}} }""",
                        _ => $$"""
                            { "access_token": {{token}}, "token_type": {{(shape > 5 ? "\"Bearer\"" : type)}}, "expires_in": {{expiresIn}},
                              "refresh_in": {{refreshIn}}, "scope": {{scope}} }
                            """,
                    };
                    var answer = Judge(Encoding.UTF8.GetBytes(json), shape > 4 ? 200 : status);
                    if (answer.Result.Succeeded)
                    {
                        Assert.Matches(BearerGrammar(), answer.Result.Token.AuthorizationHeader);
                        Assert.InRange(answer.Result.Token.Lifetime.Duration, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1));
                    }
                    else
                    {
                        Assert.NotEmpty(answer.Result.Failure.Detail);
                    }
                },
                iter: 2000
            );

    [Fact]
    public void Bytes_that_are_no_JSON_are_an_answer_without_a_token() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[100, 599]).Sample((body, status) => Assert.False(Judge(body, status).Result.Succeeded));

    [Fact]
    public void Two_requests_share_a_token_only_where_every_part_of_them_is_the_same() =>
        Gen.Select(Gen.Select(Part, Part, Part, Part), Gen.Select(Part, Part, Part, Part), Gen.Int[0, 15])
            .Sample(
                (one, other, alike) =>
                {
                    other = (alike & 1) > 0 ? other with { Item1 = one.Item1 } : other;
                    other = (alike & 2) > 0 ? other with { Item2 = one.Item2 } : other;
                    other = (alike & 4) > 0 ? other with { Item3 = one.Item3 } : other;
                    other = (alike & 8) > 0 ? other with { Item4 = one.Item4 } : other;
                    var (left, right) = (Key(one), Key(other));
                    Assert.Equal(one == other, left.Equals(right));
                    Assert.True(one != other || left.GetHashCode() == right.GetHashCode());
                }
            );

    private static TokenKey Key((string ClientId, string Resource, string Name, string Value) parts)
    {
        var client = TestClient.Create(options =>
        {
            options.ClientId = "id" + parts.ClientId;
            options.Parameters = new() { ["p" + parts.Name] = parts.Value };
        });
        return new TokenKey(client, TokenEngine.Wanted() with { Resource = parts.Resource });
    }

    private static TokenAnswer Judge(byte[] body, int status)
    {
        var clock = new TwoClocks();
        return TokenAnswerReader.Read(
            new ReceivedAnswer(
                TestClient.Create(),
                TokenEngine.Wanted(),
                clock,
                ClockReading.Now(clock),
                (HttpStatusCode)status,
                MediaType: null,
                Server: null,
                body,
                RetryAfter: null,
                BringsNonce: false
            )
        );
    }

    [GeneratedRegex(@"^[!#-\[\]-~]+( [!#-\[\]-~]+)*$")]
    private static partial Regex ScopeGrammar();

    [GeneratedRegex(@"^Bearer [!#-\[\]-~]+$")]
    private static partial Regex BearerGrammar();
}
