using Xunit;

namespace CiamGateway.Tests.Callers;

/// <summary>A credential in the wrong header is not read, and the log says so once.</summary>
public sealed class IgnoredCredentialTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Key = "a-key-that-no-log-may-show";

    [Theory]
    [InlineData("Authorization", $"Bearer {Key}", "Authorization: Bearer")]
    [InlineData("Authorization", $"apikey {Key}", "Authorization: ApiKey")]
    [InlineData("Authorization", Key, "Authorization")]
    [InlineData("Authorization", $"{Key} more", "Authorization")]
    [InlineData("Api-Key", Key, "Api-Key")]
    [InlineData("ApiKey", Key, "ApiKey")]
    [InlineData("X-Auth-Token", Key, "X-Auth-Token")]
    [InlineData("X-API-TOKEN", Key, "X-API-TOKEN")]
    [InlineData("Ocp-Apim-Subscription-Key", Key, "Ocp-Apim-Subscription-Key")]
    [InlineData("X-Access-Token", Key, "X-Access-Token")]
    [InlineData("Proxy-Authorization", $"Bearer {Key}", "Proxy-Authorization: Bearer")]
    public async Task A_local_call_is_served_and_the_header_is_named_once_without_its_value(string header, string value, string shown)
    {
        await using var gateway = await StartAsync("Loopback");
        var log = GatewayLog.Of(gateway.Gateway);
        Assert.Equal(200, await CallAsync(gateway.Caller, header, value));
        Assert.Equal(200, await CallAsync(gateway.Caller, header, value));
        var line = Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 3005).Message;
        Assert.StartsWith(
            $"The gateway ignored the header '{shown}' of a call from 127.0.0.1 on route 'user-list'",
            line,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(log.GetSnapshot(), entry => entry.Message.Contains(Key, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_call_that_is_refused_is_told_of_in_the_same_way()
    {
        await using var gateway = await StartAsync("Denied");
        var log = GatewayLog.Of(gateway.Gateway);
        Assert.Equal(401, await CallAsync(gateway.Caller, "X-Functions-Key", Key));
        Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 3005);
    }

    [Fact]
    public async Task Many_spellings_of_one_header_make_one_line()
    {
        await using var gateway = await StartAsync("Denied");
        var log = GatewayLog.Of(gateway.Gateway);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(401, await CallAsync(gateway.Caller, $"{(i % 2 == 0 ? "X-" : "")}Api-Key-{i}", Key));
        }
        Assert.Equal(401, await CallAsync(gateway.Caller, "Api-Secret", Key));
        string[] shown = ["'X-Api-Key-0'", "'Api-Secret'"];
        var lines = log.GetSnapshot().Where(entry => entry.Id.Id == 3005).ToList();
        Assert.Equal(shown.Length, lines.Count);
        Assert.All(shown.Zip(lines), pair => Assert.Contains(pair.First, pair.Second.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("User-Agent", "curl/8.0 token")]
    [InlineData("Accept", "application/json")]
    [InlineData("Idempotency-Key", "1")]
    [InlineData("X-Request-Id", "1")]
    [InlineData("Cookie", "session=1")]
    public async Task Ordinary_headers_are_not_told_of(string header, string value)
    {
        await using var gateway = await StartAsync("Loopback");
        var log = GatewayLog.Of(gateway.Gateway);
        Assert.Equal(200, await CallAsync(gateway.Caller, header, value));
        Assert.DoesNotContain(log.GetSnapshot(), entry => entry.Id.Id == 3005);
    }

    [Fact]
    public async Task A_caller_that_proves_who_it_is_may_send_further_headers()
    {
        await using var gateway = await StartAsync("Loopback");
        var log = GatewayLog.Of(gateway.Gateway);
        Assert.Equal(200, await CallAsync(gateway.Administrator, "Authorization", $"Bearer {Key}"));
        Assert.DoesNotContain(log.GetSnapshot(), entry => entry.Id.Id == 3005);
    }

    private Task<GatewayBeforeUpstream> StartAsync(string anonymous) =>
        GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            new(GatewayLog.Settings) { ["Gateway:AnonymousCallers"] = anonymous }
        );

    private static async Task<int> CallAsync(HttpClient caller, string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Users");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await caller.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
