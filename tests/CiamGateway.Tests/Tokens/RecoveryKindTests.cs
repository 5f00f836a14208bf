using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>Whatever keeps tokens from coming, calls succeed within two seconds of its end.</summary>
public sealed class RecoveryKindTests(RedisFixture redis)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.25);

    [Theory]
    [InlineData("", 503)]
    [InlineData("<html>", 404)]
    [InlineData("<html>", 200)]
    public async Task Metadata_that_an_issuer_does_not_publish(string body, int status)
    {
        using var engine = new TokenEngine(options => options.Retries = 0);
        engine.Reconfigure(options => (options.TokenEndpoint, options.Issuer, options.Retries) = (null, engine.Server.Url, 0));
        engine.Publishes(body, status: status).Answers(TokenEngine.TokenResponse());
        await FailAsync(engine, calls: 240);
        engine.Publishes($$"""{ "issuer": "{{engine.Server.Url}}", "token_endpoint": "{{engine.Server.Url}}{{TokenEngine.Path}}" }""");
        await AssertRecoversAsync(engine);
    }

    [Theory]
    [InlineData("client_secret_basic", 0)]
    [InlineData("client_secret_jwt", 0)]
    [InlineData("client_secret_jwt", 2)]
    public async Task A_port_that_refuses_connections(string clientAuthentication, int retries)
    {
        var port = FreePort.Take();
        using var engine = new TokenEngine(options =>
        {
            (options.TokenEndpoint, options.Retries) = ($"http://127.0.0.1:{port}/token", retries);
            (options.ClientAuthentication, options.ClientSecret) = (clientAuthentication, "thirty-two bytes or more of nothing");
        });
        await FailAsync(engine, calls: 120);
        using var server = WireMockServer.Start(port);
        server.Given(Request.Create().UsingPost()).RespondWith(Response.Create().WithBody(TokenEngine.TokenResponse()));
        await AssertRecoversAsync(engine);
        Assert.Single(server.LogEntries);
    }

    [Fact]
    public async Task A_replica_that_cannot_ask_gets_what_another_one_got()
    {
        using var replicas = new Replicas(redis, operationTimeout: TimeSpan.FromHours(1));
        replicas.First.Answers("", 503);
        await FailAsync(replicas.Second, calls: 120);
        await replicas.Second.AtRestAsync();
        replicas.First.Answers(TokenEngine.TokenResponse("shared"));
        Assert.True((await replicas.First.GetAsync()).Succeeded);
        await replicas.WrittenAsync(replicas.First, 1);
        replicas.First.Answers("", 503);
        await AssertRecoversAsync(replicas.Second);
    }

    private static async Task FailAsync(TokenEngine engine, int calls)
    {
        for (var call = 0; call < calls; call++)
        {
            Assert.False((await engine.GetAsync()).Succeeded);
            engine.Clock.Advance(Step);
        }
    }

    private static async Task AssertRecoversAsync(TokenEngine engine)
    {
        var back = engine.Clock.GetUtcNow();
        for (var call = 0; call < 400 && !(await engine.GetAsync()).Succeeded; call++)
        {
            engine.Clock.Advance(Step);
        }
        Assert.InRange((engine.Clock.GetUtcNow() - back).TotalSeconds, 0, 2);
    }
}
