using System.IO.Pipelines;
using CiamGateway.Connections;
using CiamGateway.Errors;
using CiamGateway.Forwarding.Middleware;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Listening;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Xunit;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Who is recorded as the one who broke a call off, without a connection.</summary>
/// <remarks>Tests over real sockets hold that YARP and Kestrel report a caller that leaves in these ways.</remarks>
public sealed class CallerAbortMiddlewareTests : IDisposable
{
    private static readonly Exception Broken = new IOException();
    private static readonly Exception Canceled = new OperationCanceledException();
    private static readonly Exception Reset = new ConnectionResetException("");

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly GatewayMetrics _metrics = new();

    /// <summary>What YARP reports, and what is recorded: before an answer, and after its status has gone out.</summary>
    public static TheoryData<ForwarderError, Exception, string, string> Aborts =>
        new()
        {
            { ForwarderError.RequestCanceled, Canceled, "499 caller_gone", "200 caller_gone" },
            { ForwarderError.RequestBodyCanceled, Canceled, "499 caller_gone", "200 caller_gone" },
            { ForwarderError.ResponseBodyCanceled, Canceled, "499 caller_gone", "200 caller_gone" },
            { ForwarderError.ResponseBodyClient, Broken, "499 caller_gone", "200 caller_gone" },
            { ForwarderError.Request, Broken, "499 caller_gone", "200 upstream_unreachable" },
            { ForwarderError.ResponseBodyDestination, Broken, "499 caller_gone", "200 upstream_unreachable" },
            { ForwarderError.ResponseBodyDestination, Canceled, "499 caller_gone", "200 upstream_timeout" },
            { ForwarderError.NoAvailableDestinations, Broken, "502 upstream_unreachable", "200 upstream_unreachable" },
        };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Aborts))]
    public async Task While_nothing_has_gone_out_only_the_caller_closes_its_connection_and_afterwards_the_gateway_does_so_if_the_API_fails(
        ForwarderError error,
        Exception exception,
        string before,
        string after
    )
    {
        Assert.Equal(before, await RecordedAsync(error, exception, hasStarted: false));
        Assert.Equal(after, await RecordedAsync(error, exception, hasStarted: true));
    }

    [Theory]
    [InlineData(true, "400 request_unreadable")]
    [InlineData(false, "499 caller_gone")]
    public async Task A_body_that_broke_off_is_the_callers_mistake_unless_its_connection_has_ended(bool isOpen, string expected)
    {
        var incoming = new Pipe();
        await incoming.Writer.CompleteAsync(isOpen ? null : Reset);
        var connection = new ListenerConnection(
            new DefaultConnectionContext("1") { Transport = new Incoming(incoming.Reader) },
            new UnreadRequests()
        );
        if (!isOpen)
        {
            await Assert.ThrowsAsync<ConnectionResetException>(async () =>
                await connection.Transport.Input.ReadAsync(TestContext.Current.CancellationToken)
            );
        }
        Assert.Equal(
            expected,
            await RecordedAsync(
                ForwarderError.RequestBodyClient,
                new AggregateException(Broken, Canceled),
                hasStarted: false,
                isOpen: true,
                connection
            )
        );
    }

    [Fact]
    public async Task A_caller_that_stays_is_not_gone() =>
        Assert.Equal("502 upstream_unreachable", await RecordedAsync(ForwarderError.Request, Broken, hasStarted: false, isOpen: true));

    [Fact]
    public async Task An_answer_that_is_complete_is_recorded_as_it_is() =>
        Assert.Equal("200 ", await RecordedAsync(null, null, hasStarted: true));

    [Theory]
    [InlineData(false, "499 The caller gave up. Nothing was sent to the API.")]
    [InlineData(true, "499 The caller gave up. The API may have carried the call out.")]
    public async Task An_exception_from_a_caller_that_is_gone_is_no_defect(bool isSent, string expected)
    {
        var request = Gone(new ProxiedRequest());
        RequestDelegate next = _ =>
        {
            if (isSent)
            {
                request.Fail(ForwarderError.RequestCanceled, Canceled);
            }
            throw Broken;
        };
        await new CallerAbortMiddleware(next, _metrics).InvokeAsync(request.Context);
        Assert.Equal(expected, $"{request.Context.Response.StatusCode} {RequestFacts.Of(request.Context).Detail}");
        var open = new ProxiedRequest();
        await Assert.ThrowsAsync<IOException>(() => new CallerAbortMiddleware(_ => throw Broken, _metrics).InvokeAsync(open.Context));
    }

    private async Task<string> RecordedAsync(
        ForwarderError? error,
        Exception? exception,
        bool hasStarted,
        bool isOpen = false,
        ListenerConnection? connection = null
    )
    {
        var request = isOpen ? new ProxiedRequest() : Gone(new ProxiedRequest());
        RequestBody.Replace(request.Context);
        request.Context.Features.Set(connection);
        if (hasStarted)
        {
            request.Context.Features.Set<IHttpResponseFeature>(new BegunResponse());
        }
        var trouble = new UpstreamTrouble(TimeProvider.System, new FakeLogger<UpstreamTrouble>());
        var proxies = new ProxyOnTheWay(new CurrentConfiguration(_folder.Load()));
        RequestDelegate forwarder = _ =>
        {
            if (error is { } reported)
            {
                request.Fail(reported, exception);
            }
            return Task.CompletedTask;
        };
        var events = new ConnectionEvents(_metrics, TimeProvider.System, NullLogger<ConnectionEvents>.Instance);
        var connections = new ClusterConnections(events, TimeProvider.System);
        var outcome = new ForwardingOutcomeMiddleware(forwarder, trouble, proxies, connections, _metrics, TimeProvider.System);
        await new CallerAbortMiddleware(outcome.InvokeAsync, _metrics).InvokeAsync(request.Context);
        var recorded = request.Context.GetGatewayError()?.Problem.Code ?? RequestFacts.Of(request.Context).Error;
        return $"{request.Context.Response.StatusCode} {recorded}";
    }

    private static ProxiedRequest Gone(ProxiedRequest request)
    {
        request.Context.RequestAborted = new CancellationToken(canceled: true);
        return request;
    }

    private sealed record Incoming(PipeReader Input) : IDuplexPipe
    {
        public PipeWriter Output => throw new NotSupportedException();
    }
}
