using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>What becomes of the API's first answer, where a second one takes its place, and of the words in it.</summary>
public sealed class ReplayedAnswerTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The API would go on writing it, and its connection would serve no other call.</summary>
    [Fact]
    public async Task The_401_that_a_second_answer_replaces_is_given_up()
    {
        var givenUp = new TaskCompletionSource();
        string? rejected = null;
        await using var gateway = await GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, async context =>
        {
            if ((rejected ??= context.Request.Headers.Authorization) != context.Request.Headers.Authorization)
            {
                return;
            }
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            await EndlessAnswer.WriteAsync(context, givenUp);
        });
        await gateway.Gateway.WaitUntilReadyAsync(Cancellation);
        using var response = await gateway.Caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(200, (int)response.StatusCode);
        await givenUp.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task The_401_of_a_caller_that_leaves_while_its_token_is_replaced_is_given_up()
    {
        var (arrived, givenUp) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var gateway = await GatewayBeforeUpstream.StartAsync(fixture.TokenEndpoint, async context =>
        {
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            arrived.TrySetResult();
            await EndlessAnswer.WriteAsync(context, givenUp);
        });
        await gateway.Gateway.WaitUntilReadyAsync(Cancellation);
        fixture.Hold();
        try
        {
            using var leaving = new CancellationTokenSource();
            var call = gateway.Caller.GetAsync("/Domains", leaving.Token);
            await arrived.Task.WaitAsync(Cancellation);
            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            await givenUp.Task.WaitAsync(Cancellation);
        }
        finally
        {
            fixture.Release();
        }
    }

    /// <summary>
    /// What the API says comes from outside: no control characters, nothing but ASCII, and no more than 300 characters get into the log.
    /// </summary>
    [Fact]
    public async Task The_challenge_of_a_403_is_logged_on_one_line_in_printable_characters_and_cut()
    {
        var challenge = $"Bearer error=\"insufficient_scope\", realm=\"a\tb\u001bc\u0085d\u00e9{new string('x', 400)}END\"";
        await using var api = new RawServer($"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nWWW-Authenticate: {challenge}\r\n\r\n");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, GatewayLog.Settings);
        var log = GatewayLog.Of(gateway);
        using var caller = Http.To(gateway.Address, SandboxCaller.OpsConsole.ApiKey);
        using var response = await caller.GetAsync("/Domains", Cancellation);
        await Eventually.HoldsAsync(() => log.GetSnapshot().Any(entry => entry.Id.Id == 4002));
        var message = log.GetSnapshot().Single(entry => entry.Id.Id == 4002).Message;
        Assert.DoesNotContain(message, char.IsControl);
        Assert.Contains("error=\"insufficient_scope\"", message, StringComparison.Ordinal);
        Assert.DoesNotContain("END", message, StringComparison.Ordinal);
        Assert.Contains("realm=\"a bc d\u00e9xxx", message, StringComparison.Ordinal);
    }
}
