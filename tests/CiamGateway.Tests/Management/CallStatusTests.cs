using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Management;

/// <summary>The headline of <c>/status</c> speaks of calls: what fails, why and since when.</summary>
public sealed class CallStatusTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IAsyncLifetime
{
    private RequestDelegate _answer = _ => Task.CompletedTask;
    private GatewayBeforeUpstream _gateway = null!;
    private HttpClient _operator = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            context => _answer(context),
            new() { ["ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout"] = "00:00:03" }
        );
        _operator = Http.To(_gateway.Gateway.Management);
        await _gateway.Gateway.WaitUntilReadyAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _operator.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Without_calls_it_is_ready_and_idle_and_with_calls_that_succeed_it_is_good()
    {
        var before = (await StatusAsync(_ => true))["verdict"]!;
        Assert.Equal(
            ("ready", "idle", "No calls yet", "All 2 tokens are fresh"),
            (Text(before, "state"), Text(before, "severity"), Text(before, "words"), Text(before, "tokens"))
        );
        await CallAsync("/Users");
        var after = (await StatusAsync(status => Text(status["verdict"]!, "words") != "No calls yet"))["verdict"]!;
        Assert.Equal(("ready", "good", "All calls succeed"), (Text(after, "state"), Text(after, "severity"), Text(after, "words")));
        Assert.Null(after["since"]);
    }

    [Fact]
    public async Task Two_routes_that_always_fail_are_named_with_their_reasons_and_the_API_is_not_said_to_fail()
    {
        _answer = Answers(("/Users", 500), ("/Applications", 401));
        for (var i = 0; i < 3; i++)
        {
            await CallAsync("/Users", "/Applications", "/Domains", "/ServiceAccounts");
        }
        var status = await StatusAsync(status => Problems(status).Count == 2 && Requests(status) >= 12);
        Assert.Equal(
            "50 % of calls fail: every call on routes user-list (500 of the API) and application-list (401 of the API)",
            Text(status["verdict"]!, "words")
        );
        Assert.Equal(("attention", "warning"), (Text(status["verdict"]!, "state"), Text(status["verdict"]!, "severity")));
        Assert.Equal(
            ["Every call on route user-list fails: 500 of the API", "Every call on route application-list fails: 401 of the API"],
            Problems(status)
        );
        var calls = Route(status, "application-list")["calls"]!;
        Assert.Equal(("allFail", "401 of the API"), (Text(calls, "state"), Text(calls, "reason")));
        var error = Assert.Single(calls["lastErrors"]!.AsArray())!;
        Assert.Equal((401, 3), (error["status"]!.GetValue<int>(), error["count"]!.GetValue<int>()));
        Assert.Equal("WWW-Authenticate: Bearer error=\"invalid_token\"; Retry-After: 17", Text(error, "cause"));
        Assert.Equal(0.5, status["traffic"]!["failedRatio"]!.GetValue<double>());
        Assert.Equal("succeed", Text(Route(status, "domain-list")["calls"]!, "state"));
        Assert.Equal(6, status["hour"]!["errors"]!.AsObject().Sum(kind => kind.Value!.AsArray().Sum(count => count!.GetValue<int>())));
    }

    [Theory]
    [InlineData(500, "500 of the API")]
    [InlineData(503, "503 of the API")]
    [InlineData(401, "401 of the API")]
    [InlineData(403, "403 of the API")]
    [InlineData(429, "429 of the API")]
    [InlineData(0, "connection broken off")]
    [InlineData(-1, "time-out")]
    public async Task An_API_that_fails_every_call_is_an_error_with_its_reason(int status, string reason)
    {
        await CallAsync("/Domains", "/Users");
        _answer = status switch
        {
            0 => context =>
            {
                context.Abort();
                return Task.CompletedTask;
            },
            -1 => context => Task.Delay(TimeSpan.FromMinutes(1), context.RequestAborted),
            _ => Answers(("", status)),
        };
        await CallAsync("/Domains", "/Users", "/Domains", "/Users", "/Domains", "/Users");
        var failed = await StatusAsync(status => Text(status["verdict"]!, "severity") == "error");
        var verdict = failed["verdict"]!;
        Assert.Equal($"Every call to provisioning fails: {reason}", Text(verdict, "words"));
        Assert.Equal("attention", Text(verdict, "state"));
        var since = verdict["since"]!.GetValue<DateTimeOffset>();
        var now = failed["time"]!.GetValue<DateTimeOffset>();
        Assert.InRange(since, now.AddMinutes(-2), now);
        var problem = Assert.Single(verdict["problems"]!.AsArray())!;
        Assert.Equal(("error", $"Every call to provisioning fails: {reason}"), (Text(problem, "severity"), Text(problem, "title")));
        Assert.Equal(2, problem["concerns"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_API_that_is_down_is_one_problem_that_names_its_address_and_is_over_with_the_first_answer()
    {
        await CallAsync("/Domains");
        var port = _gateway.Upstream.Address.Port;
        await _gateway.Upstream.DisposeAsync();
        await CallAsync("/Domains", "/Users", "/Domains", "/Users");
        var status = await StatusAsync(status => Text(status["verdict"]!, "severity") == "error");
        Assert.Equal("Every call to provisioning fails: connection refused", Text(status["verdict"]!, "words"));
        var reason = Assert.Single(Assert.Single(status["verdict"]!["problems"]!.AsArray())!["reasons"]!.AsArray())!;
        Assert.Equal($"Destination 'primary' (http://127.0.0.1:{port}/): The API refuses connections.", Text(reason, "cause"));
        Assert.EndsWith("ReverseProxy:Clusters:provisioning:Destinations:primary:Address.", Text(reason, "fix"), StringComparison.Ordinal);

        await using var again = await Upstream.StartAsync(_ => Task.CompletedTask, port);
        await CallAsync("/Domains", "/Users");
        var after = (await StatusAsync(status => Text(status["verdict"]!, "severity") == "good"))["verdict"]!;
        Assert.Equal("All calls succeed", Text(after, "words"));
        Assert.Equal(["domain-list", "user-list"], after["recoveries"]!.AsArray().Select(route => Text(route!, "route")).Order());
        Assert.All(after["recoveries"]!.AsArray(), route => Assert.Equal("connection refused", Text(route!, "reason")));
    }

    [Fact]
    public async Task Calls_that_fail_at_times_are_a_warning()
    {
        var calls = 0;
        _answer = context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) % 2 == 0 ? 200 : 502;
            return Task.CompletedTask;
        };
        for (var i = 0; i < 10; i++)
        {
            await CallAsync("/Users");
        }
        var status = await StatusAsync(status => Requests(status) >= 10);
        Assert.Equal("50 % of calls fail on route user-list (502 of the API)", Text(status["verdict"]!, "words"));
        Assert.Equal("warning", Text(status["verdict"]!, "severity"));
        Assert.Equal("someFail", Text(Route(status, "user-list")["calls"]!, "state"));
        Assert.Equal(["Calls on route user-list fail at times: 502 of the API"], Problems(status));
    }

    [Fact]
    public async Task An_API_that_takes_every_request_for_a_wrong_one_is_not_good()
    {
        _answer = Answers(("", 404));
        await CallAsync("/Users", "/Domains");
        var verdict = (await StatusAsync(status => Requests(status) >= 2))["verdict"]!;
        Assert.Equal(("warning", "Every call is answered with 4xx by the API"), (Text(verdict, "severity"), Text(verdict, "words")));
    }

    [Fact]
    public async Task Requests_that_are_wrong_themselves_are_answered_and_not_said_to_succeed()
    {
        _answer = Answers(("/Users", 404));
        await CallAsync("/Users", "/Domains", "/Domains", "/Domains");
        var verdict = (await StatusAsync(status => Requests(status) >= 4))["verdict"]!;
        Assert.Equal(("good", "All calls are answered, 25 % with 4xx of the API"), (Text(verdict, "severity"), Text(verdict, "words")));
    }

    [Fact]
    public async Task Calls_that_the_gateway_refuses_are_not_said_to_succeed()
    {
        await CallAsync("/Domains", "/Domains", "/Domains");
        using var stranger = Http.To(_gateway.Gateway.Address, "no caller's key");
        using var answer = await stranger.GetAsync("/Users", Cancellation);
        var verdict = (await StatusAsync(status => Requests(status) >= 4))["verdict"]!;
        Assert.Equal(
            ("good", "All calls to the API succeed; the gateway refuses 25 % of all calls"),
            (Text(verdict, "severity"), Text(verdict, "words"))
        );
    }

    [Fact]
    public async Task Callers_that_are_all_refused_are_not_said_to_succeed()
    {
        using var stranger = Http.To(_gateway.Gateway.Address, "no caller's key");
        using var answer = await stranger.GetAsync("/Users", Cancellation);
        var verdict = (await StatusAsync(status => Requests(status) >= 1))["verdict"]!;
        Assert.Equal(("warning", "The gateway refuses every call"), (Text(verdict, "severity"), Text(verdict, "words")));
    }

    [Fact]
    public async Task Text_of_an_API_is_masked_and_shortened()
    {
        var token = "";
        _answer = context =>
        {
            token = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            context.Response.StatusCode = 403;
            context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", got=\"{token}\" {new string('x', 2000)}";
            return context.Response.WriteAsync("a body that nothing may show", context.RequestAborted);
        };
        await CallAsync("/Users");
        var status = await StatusAsync(status => Requests(status) >= 1);
        var cause = Text(Route(status, "user-list")["calls"]!["lastErrors"]![0]!, "cause");
        Assert.StartsWith("WWW-Authenticate: Bearer error=\"insufficient_scope\", got=\"***", cause, StringComparison.Ordinal);
        Assert.InRange(cause.Length, 100, 300);
        Assert.DoesNotContain(token[^12..], status.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("a body that", status.ToJsonString(), StringComparison.Ordinal);
    }

    private static RequestDelegate Answers(params (string Path, int Status)[] failures) =>
        context =>
        {
            var failure = Array.Find(failures, failure => context.Request.Path.Value!.StartsWith(failure.Path, StringComparison.Ordinal));
            context.Response.StatusCode = failure.Status == 0 ? 200 : failure.Status;
            if (failure.Status == 401)
            {
                context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
                context.Response.Headers.RetryAfter = "17";
            }
            return Task.CompletedTask;
        };

    private async Task CallAsync(params string[] paths)
    {
        foreach (var path in paths)
        {
            using var answer = await _gateway.Caller.GetAsync(path, Cancellation);
        }
    }

    private Task<JsonNode> StatusAsync(Func<JsonNode, bool> condition) =>
        Eventually.ValueAsync(
            async () => JsonNode.Parse(await _operator.GetStringAsync("/status", Cancellation))!,
            condition,
            what: "/status"
        );

    private static string Text(JsonNode node, string name) => node[name]!.ToString();

    private static int Requests(JsonNode status) => status["traffic"]!["requests"]!.GetValue<int>();

    private static List<string> Problems(JsonNode status) =>
        [.. status["verdict"]!["problems"]!.AsArray().Select(problem => Text(problem!, "title"))];

    private static JsonNode Route(JsonNode status, string name) =>
        Assert.Single(status["routes"]!.AsArray(), route => Text(route!, "name") == name)!;
}
