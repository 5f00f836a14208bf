using System.Net;
using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Errors;

/// <summary>A defect of the gateway itself: the caller gets an error without a word about the cause, operators find the cause.</summary>
public sealed class InternalErrorTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IDisposable
{
    private const string Cause = "the cause, which callers must not read";

    private readonly AuditedFile _file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task It_is_500_for_the_caller_and_in_log_metrics_and_audit_log_for_operators()
    {
        await using var gateway = await StartAsync(_ => throw new InvalidOperationException(Cause));
        var log = GatewayLog.Of(gateway.Gateway);
        using var response = await gateway.Administrator.DeleteAsync("/Domains/1", Cancellation);
        var detail = await AssertProblem.Is(response, 500, "internal_error", "proxy_internal_error");
        Assert.DoesNotContain("cause, which", detail, StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal(0, gateway.Upstream.Requests);

        var logged = Assert.Single(log.GetSnapshot(), entry => entry.Id.Id == 5001);
        Assert.Equal((LogLevel.Error, Cause), (logged.Level, logged.Exception?.Message));
        var metrics = await gateway.MetricsAsync();
        Assert.Contains(
            "ciam_gateway_errors_total{route=\"domain-delete\",code=\"internal_error\"} 1\n",
            metrics,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "ciam_gateway_requests_total{route=\"domain-delete\",method=\"DELETE\",code=\"500\",caller=\"anonymous\"} 1\n",
            metrics,
            StringComparison.Ordinal
        );
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal((500, "internal_error"), (line["status"]!.GetValue<int>(), line["error"]?.ToString()));
    }

    [Fact]
    public async Task Alike_ones_are_logged_once_a_minute_for_each_route()
    {
        await using var gateway = await StartAsync(_ => throw new InvalidOperationException(Cause));
        var log = GatewayLog.Of(gateway.Gateway);
        foreach (var path in (string[])["/Domains/1", "/Domains/2", "/Users/1", "/Users/2"])
        {
            using var response = await gateway.Administrator.DeleteAsync(path, Cancellation);
            Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        }
        Assert.Equal(2, log.GetSnapshot().Count(entry => entry.Id.Id == 5001));
    }

    [Fact]
    public async Task A_SCIM_client_gets_it_in_the_form_of_SCIM()
    {
        await using var gateway = await StartAsync(_ => throw new InvalidOperationException(Cause));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Domains") { Headers = { { "Accept", "application/scim+json" } } };
        using var response = await gateway.Caller.SendAsync(request, Cancellation);
        Assert.Equal(
            (HttpStatusCode.InternalServerError, "application/scim+json"),
            (response.StatusCode, response.Content.Headers.ContentType?.ToString())
        );
        var body = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.StartsWith(
            "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"500\",",
            body,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("cause, which", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Operators_pages_fail_in_the_same_way()
    {
        await using var gateway = await StartAsync(_ => throw new InvalidOperationException(Cause));
        using var operators = Http.To(gateway.Gateway.Management);
        using var response = await operators.GetAsync("/status", Cancellation);
        await AssertProblem.Is(response, 500, "internal_error", "proxy_internal_error");
    }

    /// <summary>What has begun cannot become an error: the caller must see that it is not whole.</summary>
    [Fact]
    public async Task An_answer_that_has_begun_breaks_off()
    {
        await using var gateway = await StartAsync(async context =>
        {
            await context.Response.WriteAsync("begun", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            throw new InvalidOperationException(Cause);
        });
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.Administrator.DeleteAsync("/Domains/1", Cancellation));
        Assert.Contains(
            "ciam_gateway_errors_total{route=\"domain-delete\",code=\"internal_error\"} 1\n",
            await gateway.MetricsAsync(),
            StringComparison.Ordinal
        );
        var line = Assert.Single(await _file.LinesAsync(1));
        Assert.Equal((200, "internal_error"), (line["status"]!.GetValue<int>(), line["error"]?.ToString()));
    }

    /// <summary>A caller that leaves makes stages fail, which is no defect.</summary>
    [Fact]
    public async Task What_fails_since_the_caller_left_is_no_error_of_the_gateway()
    {
        var arrived = new TaskCompletionSource();
        await using var gateway = await StartAsync(async context =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var log = GatewayLog.Of(gateway.Gateway);
        using var leaving = new CancellationTokenSource();
        var call = gateway.Caller.GetAsync("/Domains", leaving.Token);
        await arrived.Task.WaitAsync(Cancellation);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.ValueAsync(gateway.MetricsAsync, metrics =>
            metrics.Contains("ciam_gateway_requests_total{route=\"domain-list\"", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(log.GetSnapshot(), entry => entry.Id.Id == 5001);
        Assert.DoesNotContain("code=\"internal_error\"", await gateway.MetricsAsync(), StringComparison.Ordinal);
    }

    /// <param name="identify">What takes the place of a caller scheme.</param>
    private Task<GatewayBeforeUpstream> StartAsync(Func<HttpContext, Task> identify) =>
        GatewayBeforeUpstream.StartAsync(
            fixture.TokenEndpoint,
            _ => Task.CompletedTask,
            _file.Recorded(GatewayLog.Settings),
            substitute: services => services.AddSingleton<ICallerScheme>(new Defect(identify))
        );

    private sealed class Defect(Func<HttpContext, Task> identify) : ICallerScheme
    {
        public async ValueTask<Identification> IdentifyAsync(HttpContext context, CallerDirectory directory)
        {
            await identify(context);
            return Identification.None;
        }
    }
}
