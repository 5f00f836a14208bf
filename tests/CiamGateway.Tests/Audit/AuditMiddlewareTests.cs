using System.Net;
using System.Text.Json.Nodes;
using CiamGateway.Audit;
using CiamGateway.Errors;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using CiamGateway.Telemetry.Traces;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Audit;

/// <summary>Which calls leave a line, what is in it, and what becomes of a call that cannot leave one.</summary>
public sealed class AuditMiddlewareTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly AuditedFile _file = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_line_says_who_asked_for_what_with_which_token_and_how_it_ended()
    {
        var context = Request("DELETE");
        context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:10.1.2.3");
        await ServeAsync(context, () =>
        {
            var facts = RequestFacts.Of(context);
            (facts.Caller, facts.Route, facts.Detail) = ("payroll", "domain-delete", "sent");
            (facts.TokenClient, facts.Scope, facts.TokenFingerprint) = ("provisioning", "a b", "0123abcd");
            context.Response.StatusCode = 204;
            _clock.Advance(TimeSpan.FromMilliseconds(1234.5678));
        });
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal(TraceId.Of(context), line["traceId"]!.ToString());
        line.AsObject().Remove("traceId");
        Assert.Equal(
            """
            {"time":"2026-11-28T03:04:06.2345678+00:00","caller":"payroll","source":"10.1.2.3",
            "route":"domain-delete","method":"DELETE","path":"/Domains/1",
            "tokenClient":"provisioning","scope":"a b","tokenFingerprint":"0123abcd",
            "status":204,"error":null,"detail":"sent","durationMs":1234.568}
            """.ReplaceLineEndings(""),
            line.ToJsonString().Replace("\\u002B", "+", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("GET", "File", 0)]
    [InlineData("PUT", "File", 1)]
    [InlineData("PUT", "None", 0)]
    public async Task Only_calls_that_change_something_leave_a_line(string method, string target, int lines)
    {
        var isServed = false;
        await ServeAsync(Request(method), () => isServed = true, $"--Gateway:Audit:Target={target}");
        Assert.True(isServed);
        Assert.Equal(lines, File.Exists(_file.Path) ? File.ReadAllLines(_file.Path).Length : 0);
    }

    [Theory]
    [InlineData(false, false, 500, "internal_error")]
    [InlineData(true, false, 500, null)]
    [InlineData(false, true, 200, "internal_error")]
    public async Task A_call_that_throws_leaves_a_line(bool isCallerGone, bool hasBegun, int status, string? error)
    {
        var context = Request("POST");
        context.RequestAborted = new CancellationToken(isCallerGone);
        if (hasBegun)
        {
            context.Features.Set<IHttpResponseFeature>(new BegunResponse());
        }
        await Assert.ThrowsAsync<InvalidOperationException>(() => ServeAsync(context, () => throw new InvalidOperationException()));
        Assert.Equal((status, error), StatusAndError(Assert.Single(await _file.LinesAsync(1))));
    }

    [Fact]
    public async Task The_gateways_own_error_is_named_and_so_is_what_broke_an_answer_off()
    {
        var refused = Request("POST");
        await ServeAsync(refused, () => refused.Fail(new GatewayError(Problems.RateLimited, "")));
        Assert.Equal((429, "rate_limited"), StatusAndError((await _file.LinesAsync(1))[0]));
        RequestFacts.Of(refused).Error = "upstream_unreachable";
        await ServeAsync(refused, () => { });
        Assert.Equal((429, "rate_limited"), StatusAndError((await _file.LinesAsync(2))[1]));
        var broken = Request("POST");
        await ServeAsync(broken, () => RequestFacts.Of(broken).Error = "upstream_unreachable");
        Assert.Equal((200, "upstream_unreachable"), StatusAndError((await _file.LinesAsync(3))[2]));
    }

    [Theory]
    [InlineData("Refuse")]
    [InlineData("Permit")]
    public async Task While_lines_can_be_written_every_call_is_served(string onFailure)
    {
        var isServed = false;
        await ServeAsync(Request("POST"), () => isServed = true, $"--Gateway:Audit:OnFailure={onFailure}");
        Assert.True(isServed);
        Assert.Equal((200, null), StatusAndError(Assert.Single(await _file.LinesAsync(1))));
    }

    [Theory]
    [InlineData("Refuse", "POST", 503)]
    [InlineData("Refuse", "GET", 200)]
    [InlineData("Permit", "POST", 200)]
    public async Task While_no_line_can_be_written_the_operators_choice_decides(string onFailure, string method, int status)
    {
        _file.Block();
        var context = Request(method);
        var isServed = false;
        await ServeAsync(context, () => isServed = true, $"--Gateway:Audit:OnFailure={onFailure}");
        Assert.Equal((status, status == 200), (context.Response.StatusCode, isServed));
        if (status is 503)
        {
            var error = context.GetGatewayError()!;
            Assert.Equal(("audit_unavailable", TimeSpan.FromSeconds(1)), (error.Problem.Code, error.RetryAfter));
            const string detail =
                "The audit log cannot be written, and without it no call that changes something is served. Nothing was sent to the API.";
            Assert.Equal(detail, error.Detail);
        }
    }

    private static DefaultHttpContext Request(string method)
    {
        var context = new DefaultHttpContext { Request = { Method = method } };
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/Domains/1?secret";
        return context;
    }

    /// <summary>Serves one request between start and end of an audit log, which has then written all of its lines.</summary>
    private async Task ServeAsync(HttpContext context, Action serve, params string[] settings)
    {
        string[] target = ["--Gateway:Audit:Target=File", $"--Gateway:Audit:File={_file.Path}"];
        var configuration = new CurrentConfiguration(_folder.Load([.. target, .. settings]));
        using var log = new AuditLog(configuration, new GatewayMetrics(), _clock, NullLogger<AuditLog>.Instance);
        await log.StartAsync(Cancellation);
        RequestDelegate next = _ =>
        {
            serve();
            return Task.CompletedTask;
        };
        try
        {
            await new AuditMiddleware(next, log, configuration, _clock).InvokeAsync(context);
        }
        finally
        {
            await EndAsync(log);
        }
    }

    /// <summary>The log waits for lines that it cannot write: then the clock moves on until it has ended without them.</summary>
    private async Task EndAsync(AuditLog log)
    {
        var stopping = log.StopAsync(Cancellation);
        await Eventually.HoldsAsync(() =>
        {
            _clock.Advance(log.Trouble is null ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
            return stopping.IsCompleted;
        });
        await stopping;
    }

    private static (int, string?) StatusAndError(JsonNode line) => (line["status"]!.GetValue<int>(), line["error"]?.ToString());
}
