using System.Collections.Concurrent;
using CiamGateway.Sandbox;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>
/// Requests that a server before or behind the gateway might take for another number of requests: nothing reaches the API twice, or half.
/// </summary>
public sealed class SmugglingTests(SmugglingTests.Scenario scenario) : IClassFixture<SmugglingTests.Scenario>
{
    private const string Post = "POST /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n";
    private const string Last = "GET /Users HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n";
    private static readonly string Smuggled =
        $"DELETE /Domains/1 HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\n\r\n";

    /// <summary>Answered with 4xx, and the connection is closed, so that what follows is not taken for a request.</summary>
    public static TheoryData<string, string> Refused =>
        new()
        {
            {
                "Content-Length beside Transfer-Encoding",
                $"{Post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}"
            },
            {
                "Transfer-Encoding beside Content-Length",
                $"{Post}Transfer-Encoding: chunked\r\nContent-Length: 100\r\n\r\n0\r\n\r\n{Smuggled}"
            },
            { "two different lengths", $"{Post}Content-Length: 2\r\nContent-Length: 50\r\n\r\n{{}}{Smuggled}" },
            { "two equal lengths", $"{Post}Content-Length: 2\r\nContent-Length: 2\r\n\r\n{{}}{Smuggled}" },
            { "a list of lengths", $"{Post}Content-Length: 2, 2\r\n\r\n{{}}{Smuggled}" },
            { "a negative length", $"{Post}Content-Length: -2\r\n\r\n{{}}{Smuggled}" },
            { "a length with a plus sign", $"{Post}Content-Length: +2\r\n\r\n{{}}{Smuggled}" },
            { "a length of minus zero", $"{Post}Content-Length: -0\r\n\r\n{Smuggled}" },
            { "a length of plus zero", $"{Post}Content-Length: +0\r\n\r\n{Smuggled}" },
            { "a length with a decimal point", $"{Post}Content-Length: 2.0\r\n\r\n{{}}{Smuggled}" },
            { "a length with an exponent", $"{Post}Content-Length: 2e0\r\n\r\n{{}}{Smuggled}" },
            { "a length with a separator", $"{Post}Content-Length: 1,000\r\n\r\n{{}}{Smuggled}" },
            { "a length of no digits", $"{Post}Content-Length: \r\n\r\n{Smuggled}" },
            { "a length with a blank in it", $"{Post}Content-Length: 2 2\r\n\r\n{{}}{Smuggled}" },
            { "a length that is too long", $"{Post}Content-Length: 99999999999999999999999999\r\n\r\n{{}}{Smuggled}" },
            { "a length in other digits", $"{Post}Content-Length: \u00b2\r\n\r\n{{}}{Smuggled}" },
            { "a chunk size with a plus sign", $"{Post}Transfer-Encoding: chunked\r\n\r\n+2\r\n{{}}\r\n0\r\n\r\n{Smuggled}" },
            { "a hexadecimal length", $"{Post}Content-Length: 0x2\r\n\r\n{{}}{Smuggled}" },
            { "a space before the colon", $"{Post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "another coding", $"{Post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "identity", $"{Post}Transfer-Encoding: identity\r\n\r\n{Smuggled}" },
            { "chunked and then another", $"{Post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "another and then chunked", $"{Post}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "chunked twice", $"{Post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "a coding after a vertical tab", $"{Post}Transfer-Encoding: \u000bchunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            {
                "chunked over HTTP/1.0",
                "POST /Domains HTTP/1.0\r\nHost: gateway\r\nConnection: keep-alive\r\nTransfer-Encoding: "
                    + $"chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{Smuggled}"
            },
            {
                "chunked over HTTP/1.0 beside a length",
                "POST /Domains HTTP/1.0\r\nHost: gateway\r\nConnection: keep-alive\r\nTransfer-Encoding: "
                    + $"chunked\r\nContent-Length: 2\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{Smuggled}"
            },
            { "chunked twice in one line", $"{Post}Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "chunked and identity", $"{Post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "a quoted coding", $"{Post}Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "a folded header", $"{Post}X-Folded: a\r\n Content-Length: 2\r\n\r\n{{}}{Smuggled}" },
            { "a folded Transfer-Encoding", $"{Post}Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "a space before the first header", $"GET /Domains HTTP/1.1\r\n Host: gateway\r\n\r\n{Smuggled}" },
            { "lines that end with LF alone", $"GET /Domains HTTP/1.1\nHost: gateway\n\n{Smuggled}" },
            { "one header that ends with LF alone", $"GET /Domains HTTP/1.1\r\nHost: gateway\nX-A: b\r\n\r\n{Smuggled}" },
            { "a CR in a header", $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-A: b\rX-B: c\r\n\r\n{Smuggled}" },
            { "a NUL in a header", $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-A: b\0c\r\n\r\n{Smuggled}" },
            { "a header without a colon", $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-A\r\n\r\n{Smuggled}" },
            { "a header without a name", $"GET /Domains HTTP/1.1\r\nHost: gateway\r\n: b\r\n\r\n{Smuggled}" },
            { "a vertical tab behind Transfer-Encoding", $"{Post}Transfer-Encoding\u000b: chunked\r\n\r\n0\r\n\r\n{Smuggled}" },
            { "a form feed in Content-Length", $"{Post}Content\u000c-Length: 2\r\n\r\n{{}}{Smuggled}" },
            { "a DEL before Content-Length", $"{Post}\u007fContent-Length: 2\r\n\r\n{{}}{Smuggled}" },
            { "a control character of the same length as Connection", $"{Post}Connectio\u0001: close\r\n\r\n{Smuggled}" },
            { "a control character in a trailer's name", $"{Post}Transfer-Encoding: chunked\r\n\r\n0\r\nX\u000b: a\r\n\r\n{Smuggled}" },
            { "a space in a header's name", $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nX A: b\r\n\r\n{Smuggled}" },
            { "no Host", $"GET /Domains HTTP/1.1\r\n\r\n{Smuggled}" },
            { "two Hosts", $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nHost: api\r\n\r\n{Smuggled}" },
            { "a Host with a path", $"GET /Domains HTTP/1.1\r\nHost: gateway/Domains\r\n\r\n{Smuggled}" },
            { "a Host with a user", $"GET /Domains HTTP/1.1\r\nHost: a@gateway\r\n\r\n{Smuggled}" },
            { "a chunk size that is none", $"{Post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}\r\n0\r\n\r\n{Smuggled}" },
            { "a chunk size with a prefix", $"{Post}Transfer-Encoding: chunked\r\n\r\n0x2\r\n{{}}\r\n0\r\n\r\n{Smuggled}" },
            { "a negative chunk size", $"{Post}Transfer-Encoding: chunked\r\n\r\n-2\r\n{{}}\r\n0\r\n\r\n{Smuggled}" },
            {
                "a chunk size over all numbers",
                $"{Post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff2\r\n{{}}\r\n0\r\n\r\n{Smuggled}"
            },
            { "a chunk longer than its size", $"{Post}Transfer-Encoding: chunked\r\n\r\n1\r\n{{}}\r\n0\r\n\r\n{Smuggled}" },
            { "a chunk extension that ends with LF alone", $"{Post}Transfer-Encoding: chunked\r\n\r\n2;a\n{{}}\r\n0\r\n\r\n{Smuggled}" },
            { "a request line without a version", $"GET /Domains\r\n\r\n{Smuggled}" },
            { "a version that is none", $"GET /Domains HTTP/1.9x\r\nHost: gateway\r\n\r\n{Smuggled}" },
            { "two spaces in the request line", $"GET  /Domains HTTP/1.1\r\nHost: gateway\r\n\r\n{Smuggled}" },
            {
                "headers over the size limit",
                $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-A: {new string('a', 40_000)}\r\n\r\n{Smuggled}"
            },
            {
                "more headers than the limit",
                "GET /Domains HTTP/1.1\r\nHost: "
                    + $"gateway\r\n{string.Concat(Enumerable.Range(0, 101).Select(i => $"X-{i}: a\r\n"))}\r\n{Smuggled}"
            },
            { "a request line over the limit", $"GET /Domains?{new string('a', 9000)} HTTP/1.1\r\nHost: gateway\r\n\r\n{Smuggled}" },
            { "HTTP/2 with prior knowledge", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
        };

    /// <summary>Unusual and unambiguous: what must arrive, each once and whole.</summary>
    public static TheoryData<string, string, string[]> Served =>
        new()
        {
            { "requests in one packet", $"{Post}Content-Length: 2\r\n\r\n{{}}{Smuggled}", ["POST /Domains {}", "DELETE /Domains/1 "] },
            {
                "chunks with extensions",
                $"{Post}Transfer-Encoding: chunked\r\n\r\n1;a=b\r\n{{\r\n1;c=\"d\"\r\n}}\r\n0;e\r\n\r\n",
                ["POST /Domains {}"]
            },
            {
                "chunks with trailers",
                $"{Post}Transfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\nX-HTTP-Method-Override: DELETE\r\n\r\n",
                ["POST /Domains {}"]
            },
            { "chunked in capitals", $"{Post}Transfer-Encoding: CHUNKED\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n", ["POST /Domains {}"] },
            {
                "a body that looks like a request",
                $"{Post}Content-Length: {Smuggled.Length}\r\n\r\n{Smuggled}",
                [$"POST /Domains {Smuggled}"]
            },
            {
                "a GET with a body",
                $"GET /Domains HTTP/1.1\r\nHost: gateway\r\nContent-Length: {Smuggled.Length}\r\n\r\n{Smuggled}",
                [$"GET /Domains {Smuggled}"]
            },
            {
                "an upgrade to HTTP/2",
                "GET /Domains HTTP/1.1\r\nHost: gateway\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: "
                    + "AAMAAABkAAQAAP__\r\n\r\n",
                ["GET /Domains "]
            },
            { "HTTP/1.0", "GET /Domains HTTP/1.0\r\nHost: gateway\r\nConnection: keep-alive\r\n\r\n", ["GET /Domains "] },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task An_ambiguous_request_is_refused_and_ends_the_connection(string what, string request)
    {
        var answers = await RawConnection.ExchangeAsync(scenario.Gateway.Address, request + Last);
        Assert.True(
            answers is [] or [{ Status: >= 400 and < 500 }] or [{ Status: 505 }],
            $"{what} was answered with {string.Join(", ", answers.Select(answer => answer.Status))}"
        );
        Assert.Empty(scenario.Arrived());
    }

    [Theory]
    [MemberData(nameof(Served))]
    public async Task An_unambiguous_request_arrives_once_and_whole(string what, string request, string[] arrives)
    {
        var answers = await RawConnection.ExchangeAsync(scenario.Gateway.Address, request + Last);
        Assert.True(answers.All(answer => answer.Status == 200), what);
        Assert.Equal([.. arrives, "GET /Users "], scenario.Arrived());
        Assert.False(scenario.Upstream.Headers.ContainsKey("Upgrade"));
    }

    [Theory]
    [InlineData("Content-Length: 10\r\n\r\n{")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task A_body_that_breaks_off_does_not_arrive_as_a_whole_one(string rest)
    {
        using (var connection = await RawConnection.OpenAsync(scenario.Gateway.Address))
        {
            await connection.SendAsync(Post + rest);
        }
        Assert.All(await RawConnection.ExchangeAsync(scenario.Gateway.Address, Last), answer => Assert.Equal(200, answer.Status));
        Assert.Equal(["GET /Users "], scenario.Arrived());
    }

    /// <summary>One gateway for all of these tests, in front of an API that keeps what arrived whole.</summary>
    public sealed class Scenario : IAsyncLifetime
    {
        private readonly ConcurrentQueue<string> _arrived = new();
        private readonly AuthorizationServerFixture _server = new();

        internal SandboxGateway Gateway { get; private set; } = null!;

        internal Upstream Upstream { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            await _server.InitializeAsync();
            Upstream = await Upstream.StartAsync(async context =>
            {
                using var body = new StreamReader(context.Request.Body);
                _arrived.Enqueue($"{context.Request.Method} {Upstream.Target} {await body.ReadToEndAsync(context.RequestAborted)}");
            });
            Gateway = await GatewayScenario.StartGatewayAsync(_server.TokenEndpoint, Upstream.Address);
            await Gateway.WaitUntilReadyAsync(TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Upstream.DisposeAsync();
            await _server.DisposeAsync();
        }

        /// <summary>What arrived since the last look.</summary>
        internal IReadOnlyList<string> Arrived()
        {
            string[] arrived = [.. _arrived];
            _arrived.Clear();
            return arrived;
        }
    }
}
