using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using Xunit;

namespace CiamGateway.Tests.Tokens.ClientAuthentication;

/// <summary>A client assertion that another program signs and renews in a file.</summary>
public sealed class IssuedClientAssertionTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ciam-gateway-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_form_has_the_assertion_its_type_and_the_client()
    {
        var assertion = Write(1);
        using var engine = Engine();
        Assert.True((await engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Succeeded);
        Assert.Equal(
            "grant_type=client_credentials&scope=application.client&client_id=Acrvzwdh0"
                + "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion="
                + assertion,
            Assert.Single(engine.Server.LogEntries).RequestMessage!.Body
        );
    }

    [Fact]
    public async Task The_type_can_be_another_one()
    {
        Write(1);
        using var engine = Engine(options => options.ClientAssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-spiffe");
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync();
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-spiffe", engine.Received.Single().Form["client_assertion_type"]);
    }

    [Fact]
    public async Task Every_token_request_has_what_the_file_holds_then()
    {
        Write(1);
        using var engine = Engine();
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync("a");
        Write(2);
        await engine.GetAsync("b");
        Assert.Equal(["1", "2"], Sent(engine));
    }

    [Fact]
    public async Task A_link_that_leads_elsewhere_is_followed()
    {
        File.WriteAllText(InFolder("first"), SignedAssertion.Create(Start.AddHours(1)));
        File.WriteAllText(InFolder("second"), SignedAssertion.Create(Start.AddHours(1), "2") + "\n");
        File.CreateSymbolicLink(InFolder("token"), "first");
        using var engine = Engine();
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync("a");
        await FileGateway.RelinkAsync(InFolder("token"), "second");
        await engine.GetAsync("b");
        Assert.Equal(["1", "2"], Sent(engine));
    }

    [Theory]
    [InlineData(0, "is empty")]
    [InlineData(40, "holds no JWT, or only a part of one")]
    [InlineData(-1, "holds no JWT, or only a part of one")]
    [InlineData(-200, "holds no JWT, or only a part of one")]
    public async Task While_the_file_holds_a_part_only_the_last_whole_assertion_goes_out_and_one_warning_says_so(int length, string fault)
    {
        Write(1);
        using var engine = Engine();
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync("a");
        var second = Write(2);
        File.WriteAllText(InFolder("token"), length < 0 ? second[..^-length] : second[..length]);
        Assert.True((await engine.GetAsync("b")).Succeeded);
        Assert.True((await engine.GetAsync("c")).Succeeded);
        Assert.Equal(["1", "1", "1"], Sent(engine));
        Assert.Equal(
            $"Token client 'provisioning': file '{InFolder("token")}' {fault}, so the gateway uses the last token that it held, "
                + "which ends at "
                + "2026-01-01 01:00:00Z. Fix: check the program that renews the file that "
                + "Gateway:TokenClients:provisioning:ClientAssertionFile names",
            Assert.Single(engine.Log.GetSnapshot(), entry => entry.Id.Id == 2006).Message
        );
    }

    [Fact]
    public async Task A_file_that_is_whole_a_moment_later_is_waited_for()
    {
        Write(1);
        using var engine = Engine();
        File.WriteAllText(InFolder("token"), "");
        var pending = engine.Answers(TokenEngine.TokenResponse()).AskAsync();
        await engine.RunClockUntil(() => engine.Clock.GetUtcNow() > Start.AddMilliseconds(200));
        Write(2);
        await engine.RunClockUntil(() => pending.IsCompleted);
        Assert.True((await pending).Succeeded);
        Assert.Equal(["2"], Sent(engine));
    }

    [Fact]
    public async Task Without_any_whole_assertion_nothing_is_sent_and_the_failure_names_the_key()
    {
        Write(1);
        using var engine = Engine();
        File.Delete(InFolder("token"));
        var failure = (await engine.Answers(TokenEngine.TokenResponse()).GetAsync()).Failure!;
        Assert.Equal(TokenFailureKind.Unavailable, failure.Kind);
        Assert.Equal(
            "The file that ClientAssertionFile names does not exist. Fix: check the program that renews the file.",
            failure.Detail
        );
        Assert.Empty(engine.Received);
    }

    [Fact]
    public async Task An_assertion_that_the_server_cannot_check_yet_is_replaced_by_the_last_one_that_it_took()
    {
        Write(1);
        using var engine = Engine();
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync("a");
        Write(2);
        engine.AnswersByForm(form => form["client_assertion"].Contains(Write(2), StringComparison.Ordinal) ? 401 : 200);
        Assert.True((await engine.GetAsync("b")).Succeeded);
        Assert.Equal(["1", "2", "1"], Sent(engine));
    }

    [Fact]
    public async Task A_renewal_that_comes_while_the_server_refuses_the_old_one_is_taken_at_once()
    {
        var first = Write(1);
        using var engine = Engine();
        engine.AnswersByForm(form =>
        {
            var isFirst = form["client_assertion"] == first;
            Write(2);
            return isFirst ? 401 : 200;
        });
        Assert.True((await engine.GetAsync()).Succeeded);
        Assert.Equal(["1", "2"], Sent(engine));
    }

    [Fact]
    public async Task An_assertion_that_has_ended_is_a_failure_for_now_since_its_renewal_is_late()
    {
        Write(1, Start.AddSeconds(-1));
        using var engine = Engine();
        var failure = (await engine.Answers("""{ "error": "invalid_client" }""", 401).GetAsync()).Failure!;
        Assert.Equal(TokenFailureKind.Unavailable, failure.Kind);
        Assert.Equal(
            "The authorization server refused the token request: invalid_client. The token in the file that ClientAssertionFile "
                + "names has ended. "
                + "Fix: check the program that renews the file, and this machine's clock.",
            failure.Detail
        );
    }

    [Fact]
    public async Task A_refused_assertion_is_told_from_a_secret_and_masked_if_the_server_repeats_it()
    {
        var assertion = Write(1);
        using var engine = Engine();
        engine.Answers($$"""{ "error": "invalid_client", "error_description": "bad {{assertion}}" }""", 401);
        var failure = (await engine.GetAsync()).Failure!;
        Assert.Equal(
            "The authorization server refused the token request: invalid_client. Fix: check that the authorization server takes the "
                + "issuer, subject and "
                + "audience of the client assertion, which doctor shows, and check ClientId.",
            failure.Detail
        );
        Assert.EndsWith(
            "own words: bad ***",
            engine.Log.GetSnapshot().Single(entry => entry.Id.Id == 2002).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Another_configuration_of_the_client_knows_the_last_assertion()
    {
        Write(1);
        using var engine = Engine();
        await engine.Answers(TokenEngine.TokenResponse()).GetAsync("a");
        File.WriteAllText(InFolder("token"), "");
        engine.Reconfigure(options =>
        {
            Configure(options);
            options.Parameters["audience"] = "x";
        });
        Assert.True((await engine.GetAsync("b")).Succeeded);
    }

    private TokenEngine Engine(Action<TokenClientOptions>? configure = null) =>
        new(options =>
        {
            Configure(options);
            configure?.Invoke(options);
        });

    private void Configure(TokenClientOptions options) =>
        (options.ClientAuthentication, options.ClientSecret, options.ClientAssertionFile) = ("private_key_jwt", null, InFolder("token"));

    private string Write(int id, DateTimeOffset? end = null)
    {
        var assertion = SignedAssertion.Create(end ?? Start.AddHours(1), $"{id}");
        File.WriteAllText(InFolder("token"), assertion + "\n");
        return assertion;
    }

    private string InFolder(string file) => Path.Combine(_folder.FullName, file);

    private static IEnumerable<string> Sent(TokenEngine engine) => engine.Received.Select(request => request.Assertion.Id);
}
