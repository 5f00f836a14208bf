using System.Text.RegularExpressions;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>What RFC 9110 and RFC 9112 ask of a gateway beside its headers of connections, framing and expectations.</summary>
public sealed class IntermediaryTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Body = "Content-Length: 2\r\n\r\n{}";

    private static readonly Dictionary<string, string?> AnyMethod = new()
    {
        ["ReverseProxy:Routes:any:ClusterId"] = "provisioning",
        ["ReverseProxy:Routes:any:Match:Path"] = "/any",
        ["ReverseProxy:Routes:any:Transforms:0:AccessToken"] = "none",
    };

    [Theory]
    [InlineData("5", "4")]
    [InlineData("1", "0")]
    [InlineData("many", "many")]
    [InlineData("-1", "-1")]
    public async Task OPTIONS_that_may_be_forwarded_further_counts_the_gateway(string said, string arrives)
    {
        var (answer, head) = await AskAsync(
            $"HTTP/1.1 200 OK\r\n{Body}",
            $"OPTIONS /any HTTP/1.1\r\nHost: gateway\r\nMax-Forwards: {said}\r\n\r\n",
            AnyMethod
        );
        Assert.Equal(200, answer?.Status);
        Assert.Contains($"Max-Forwards: {arrives}", head);
    }

    [Fact]
    public async Task OPTIONS_that_may_be_forwarded_no_further_is_answered_here()
    {
        var (answer, head) = await AskAsync("", "OPTIONS /any HTTP/1.1\r\nHost: gateway\r\nMax-Forwards: 0\r\n\r\n", AnyMethod);
        Assert.Equal((204, "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"), (answer?.Status, answer?.Headers["Allow"]));
        Assert.Empty(head);
    }

    [Fact]
    public async Task Max_Forwards_of_another_method_means_nothing()
    {
        var (answer, head) = await AskAsync(
            $"HTTP/1.1 200 OK\r\n{Body}",
            "GET /any HTTP/1.1\r\nHost: gateway\r\nMax-Forwards: 0\r\n\r\n",
            AnyMethod
        );
        Assert.Equal(200, answer?.Status);
        Assert.Contains("Max-Forwards: 0", head);
    }

    [Theory]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n")]
    [InlineData("HTTP/1.1 102 Processing\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 199 Wonders\r\n\r\n")]
    public async Task An_interim_answer_does_not_disturb_the_final_one(string interim)
    {
        var (answer, _) = await AskAsync(
            $"{interim}HTTP/1.1 200 OK\r\nX-Kept: 1\r\n{Body}",
            "GET /any HTTP/1.1\r\nHost: gateway\r\n\r\n",
            AnyMethod
        );
        Assert.Equal((200, "{}", "1"), (answer?.Status, answer?.Body, answer?.Headers["X-Kept"]));
    }

    [Fact]
    public async Task A_date_of_the_API_stays_and_a_missing_one_is_added()
    {
        const string date = "Sun, 01 Mar 2026 08:15:30 GMT";
        var (dated, _) = await AskAsync(
            $"HTTP/1.1 200 OK\r\nDate: {date}\r\n{Body}",
            "GET /any HTTP/1.1\r\nHost: gateway\r\n\r\n",
            AnyMethod
        );
        Assert.Equal([$"Date: {date}"], dated!.HeaderLines.Where(line => line.StartsWith("Date", StringComparison.Ordinal)));
        var (undated, _) = await AskAsync($"HTTP/1.1 200 OK\r\n{Body}", "GET /any HTTP/1.1\r\nHost: gateway\r\n\r\n", AnyMethod);
        Assert.True(DateTimeOffset.TryParse(undated?.Headers["Date"], System.Globalization.CultureInfo.InvariantCulture, out _));
    }

    [Fact]
    public async Task The_order_of_values_and_unknown_headers_stay()
    {
        var (_, head) = await AskAsync(
            $"HTTP/1.1 200 OK\r\n{Body}",
            "GET /any HTTP/1.1\r\nHost: gateway\r\nX-List: b\r\nX-Other: 1\r\nX-List: a, c\r\n\r\n",
            AnyMethod
        );
        Assert.Equal(
            "b, a, c",
            string.Join(
                ", ",
                head.Where(line => line.StartsWith("X-List: ", StringComparison.Ordinal)).Select(line => line["X-List: ".Length..])
            )
        );
        Assert.Contains("X-Other: 1", head);
        var (answer, _) = await AskAsync(
            $"HTTP/1.1 200 OK\r\nX-List: b\r\nX-List: a, c\r\nCache-Control: no-transform\r\n{Body}",
            "GET /any HTTP/1.1\r\nHost: gateway\r\n\r\n",
            AnyMethod
        );
        Assert.Equal(
            ["X-List: b", "X-List: a, c"],
            answer!.HeaderLines.Where(line => line.StartsWith("X-List: ", StringComparison.Ordinal))
        );
        Assert.Equal("no-transform", answer.Headers["Cache-Control"]);
    }

    [Theory]
    [InlineData("X-Folded: a\r\n b\r\n", "X-Folded", "a b")]
    [InlineData("X-Spaced : a\r\n", "X-Spaced", "a")]
    [InlineData("X-Empty:\r\n", "X-Empty", "")]
    [InlineData("X-Padded: \t a \t\r\n", "X-Padded", "a")]
    public async Task A_header_of_the_API_in_an_obsolete_form_arrives_in_todays_form_or_is_dropped(string line, string name, string value)
    {
        var (answer, _) = await AskAsync($"HTTP/1.1 200 OK\r\n{line}{Body}", "GET /any HTTP/1.1\r\nHost: gateway\r\n\r\n", AnyMethod);
        Assert.True(
            answer is { Status: 502, Code: "upstream_unreachable" }
                || (answer?.Status == 200 && Regex.Replace(answer.Headers[name], " +", " ") == value),
            $"{answer}"
        );
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x")]
    [InlineData("Content-Length: 2x\r\n\r\n{}")]
    [InlineData("Content-Length: -2\r\n\r\n{}")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")]
    public async Task An_answer_of_unclear_length_is_502(string rest)
    {
        var (answer, _) = await AskAsync($"HTTP/1.1 200 OK\r\n{rest}", "GET /any HTTP/1.1\r\nHost: gateway\r\n\r\n", AnyMethod);
        Assert.Equal((502, "upstream_unreachable"), (answer?.Status, answer?.Code));
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("Transfer-Encoding: CHUNKED\r\n\r\n2;a=b\r\n{}\r\n0\r\nX-A: b\r\n\r\n")]
    [InlineData("\r\n{}")]
    public async Task An_answer_of_clear_length_arrives_whole(string rest)
    {
        var (answer, _) = await AskAsync(
            $"HTTP/1.1 200 OK\r\n{rest}",
            "GET /any HTTP/1.0\r\nHost: gateway\r\n\r\n",
            AnyMethod,
            readsToEnd: true
        );
        Assert.Equal((200, "{}"), (answer?.Status, answer?.Body));
        Assert.DoesNotContain("Transfer-Encoding", answer!.Headers.Keys);
    }

    [Fact]
    public async Task Content_passes_as_it_came_though_it_says_how_it_is_coded()
    {
        var (answer, head) = await AskAsync(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\u001f\u008b\u0008",
            "GET /any HTTP/1.1\r\nHost: gateway\r\nAccept-Encoding: gzip;q=0.5\r\n\r\n",
            AnyMethod
        );
        Assert.Equal(("\u001f\u008b\u0008", "gzip"), (answer?.Body, answer?.Headers["Content-Encoding"]));
        Assert.Contains("Accept-Encoding: gzip;q=0.5", head);
    }

    [Fact]
    public async Task The_gateway_names_itself_and_the_version_it_was_called_with_in_Via()
    {
        var (_, newer) = await AskAsync($"HTTP/1.1 200 OK\r\n{Body}", "GET /any HTTP/1.1\r\nHost: gateway\r\n\r\n", AnyMethod);
        Assert.Contains("Via: 1.1 ciam-gateway", newer);
        var (_, older) = await AskAsync($"HTTP/1.1 200 OK\r\n{Body}", "GET /any HTTP/1.0\r\nHost: gateway\r\n\r\n", AnyMethod);
        Assert.Contains("Via: 1.0 ciam-gateway", older);
    }

    /// <returns>The answer, and the lines that reached the API.</returns>
    private async Task<(RawResponse? Answer, string[] Head)> AskAsync(
        string answer,
        string request,
        Dictionary<string, string?> settings,
        bool readsToEnd = false
    )
    {
        await using var api = new RawServer(answer);
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, settings);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync(request);
        var read = await caller.ReadAsync();
        if (readsToEnd && read is { Body: "" })
        {
            read = read with { Body = await caller.RestAsync() };
        }
        return (read, api.Heads.FirstOrDefault() ?? []);
    }
}
