using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Destinations;

/// <summary>A request whose connection is lost reaches the API twice only if that can do no harm (RFC 9110 §9.2.2).</summary>
public sealed class LostConnectionTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Chunked = "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";

    private static readonly string[] Idempotent = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"];
    private static readonly string[] NotIdempotent = ["POST", "PATCH", "MERGE"];
    private static readonly string[] Bodies = ["\r\n", "Content-Length: 0\r\n\r\n", "Content-Length: 2\r\n\r\n{}"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> IdempotentRequests => [.. from method in Idempotent from body in Bodies select (method, body)];

    /// <summary>A body in chunks is not kept, so that it cannot be sent again, whatever the method.</summary>
    public static TheoryData<string, string> OtherRequests =>
        [
            .. from method in NotIdempotent from body in Bodies select (method, body),
            .. from method in Idempotent.Concat(NotIdempotent) select (method, Chunked),
        ];

    [Theory]
    [MemberData(nameof(OtherRequests))]
    public async Task A_request_that_must_not_be_repeated_reaches_the_API_once(string method, string body)
    {
        await using var api = new ScriptedServer();
        await using var gateway = await StartAsync(api);
        foreach (var ending in (Ending[])[Ending.Close, Ending.Reset, Ending.PartOfAnswer])
        {
            Assert.Equal(1, await SendingsAsync(api, gateway, method, body, ending));
        }
    }

    [Theory]
    [MemberData(nameof(IdempotentRequests))]
    public async Task An_idempotent_request_on_a_reused_connection_reaches_the_API_twice_at_most(string method, string body)
    {
        await using var api = new ScriptedServer();
        await using var gateway = await StartAsync(api);
        foreach (var ending in (Ending[])[Ending.Close, Ending.Reset])
        {
            Assert.Equal(2, await SendingsAsync(api, gateway, method, body, ending, Ending.Answer));
            Assert.Equal(2, await SendingsAsync(api, gateway, method, body, ending, ending, ending, ending));
        }
        Assert.Equal(1, await SendingsAsync(api, gateway, method, body, Ending.PartOfAnswer));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task A_request_on_a_new_connection_reaches_the_API_once(string method)
    {
        await using var api = new ScriptedServer();
        await using var gateway = await StartAsync(api);
        foreach (var ending in (Ending[])[Ending.Close, Ending.Reset])
        {
            api.Endings.Enqueue(ending);
            Assert.Equal(502, (await AnswerAsync(gateway, method, "\r\n")).Status);
            Assert.Single(api.Requests);
            api.Requests.Clear();
        }
    }

    [Theory]
    [InlineData("POST", "\r\n", "Content-Length: 0\r\n")]
    [InlineData("DELETE", "\r\n", "")]
    [InlineData("GET", "\r\n", "")]
    [InlineData("DELETE", "Content-Length: 0\r\n\r\n", "Content-Length: 0\r\n")]
    public async Task The_second_sending_is_the_first_byte_for_byte(string method, string body, string framing)
    {
        await using var api = new ScriptedServer();
        await using var gateway = await StartAsync(api);
        await SendingsAsync(api, gateway, method, body, Ending.Reset, Ending.Answer);
        var sent = api.Requests.Select(request => request.Text).ToList();
        Assert.Single(sent.Distinct());
        Assert.StartsWith($"{method} /anything HTTP/1.1\r\n", sent[0], StringComparison.Ordinal);
        var lines = sent[0].Split('\n').Where(line => line.StartsWith("Content-Length", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(framing, string.Concat(lines.Select(line => line + "\n")));
    }

    [Theory]
    [InlineData("GET", "\r\n")]
    [InlineData("GET", "Content-Type: application/json\r\n\r\n")]
    [InlineData("DELETE", "Content-Length: 0\r\n\r\n")]
    [InlineData("DELETE", "Content-Type: application/json\r\nContent-Language: en\r\n\r\n")]
    public async Task Without_a_token_too_a_request_that_has_no_body_is_repeated(string method, string body)
    {
        await using var api = new ScriptedServer();
        await using var gateway = await StartAsync(api, hasToken: false);
        Assert.Equal(2, await SendingsAsync(api, gateway, method, body, Ending.Reset, Ending.Answer));
    }

    /// <returns>How often the request reached the API on a connection that had carried another request before.</returns>
    private static async Task<int> SendingsAsync(
        ScriptedServer api,
        SandboxGateway gateway,
        string method,
        string body,
        params Ending[] endings
    )
    {
        Assert.Equal(200, (await AnswerAsync(gateway, "GET", "\r\n")).Status);
        var warm = api.Requests.Last().Connection;
        api.Requests.Clear();
        api.Endings.Clear();
        Array.ForEach(endings, api.Endings.Enqueue);
        var answer = await AnswerAsync(gateway, method, body);
        api.Endings.Clear();
        Assert.Equal(warm, api.Requests.First().Connection);
        Assert.Equal(endings.Length > 1 && endings[1] is Ending.Answer && api.Requests.Count == 2 ? 200 : 502, answer.Status);
        return api.Requests.Count;
    }

    private static async Task<RawResponse> AnswerAsync(SandboxGateway gateway, string method, string body)
    {
        using var connection = await RawConnection.OpenAsync(gateway.Address);
        await connection.SendAsync($"{method} /anything HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n{body}");
        return Assert.IsType<RawResponse>(await connection.ReadAsync(hasNoBody: method == "HEAD"));
    }

    private async Task<SandboxGateway> StartAsync(ScriptedServer api, bool hasToken = true)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ReverseProxy:Routes:anything:ClusterId"] = "provisioning",
            ["ReverseProxy:Routes:anything:Match:Path"] = "/anything",
            ["ReverseProxy:Routes:anything:Transforms:0:AccessToken"] = hasToken ? "provisioning" : "none",
            ["ReverseProxy:Routes:anything:Transforms:0:Scope"] = hasToken ? "application.client" : null,
        };
        var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, settings);
        await gateway.WaitUntilReadyAsync(Cancellation);
        return gateway;
    }
}
