using System.Net.Sockets;
using System.Text;
using CiamGateway.Connections;
using CiamGateway.Errors;
using CiamGateway.Forwarding.Upstream;
using CiamGateway.Telemetry;
using CiamGateway.Telemetry.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Tests.Forwarding;

/// <summary>What callers and operators are told of each way in which forwarding fails.</summary>
/// <remarks>Tests over real sockets hold that YARP fails in these ways.</remarks>
public sealed class ForwardingOutcomeMiddlewareTests : IDisposable
{
    private const string MoreTime =
        "look into its log, or give it more time (ReverseProxy:Clusters:provisioning:HttpRequest:ActivityTimeout, "
        + "ReverseProxy:Routes:domain-list:Timeout).";
    private const string Unasked = "switched to another protocol without being asked";
    private const string Unconnected = "did not accept a connection in time";
    private const string Untaken = "did not take the whole request in time";
    private const string Unreadable = "The request body broke off, or is not framed as HTTP requires.";
    private const string NoDestination = "No destination of this route's cluster is available. Nothing was sent.";
    private const string Unconfigured =
        "The request requires something, such as another protocol, for which the cluster of this route is not configured. "
        + "Nothing was sent.";

    private static readonly Exception Broken = new IOException();
    private static readonly Exception Canceled = new OperationCanceledException();
    private static readonly Exception ConnectTimeout = new OperationCanceledException("", new TimeoutException());
    private static readonly Exception Refused = new HttpRequestException(
        HttpRequestError.ConnectionError,
        "",
        new SocketException((int)SocketError.ConnectionRefused)
    );

    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly FakeLogCollector _log = new();
    private readonly GatewayMetrics _metrics = new();

    /// <summary>What YARP reports; the status and what the caller is told; what the log says of the API.</summary>
    public static TheoryData<ForwarderError, Exception?, string, string?> Failures =>
        new()
        {
            { ForwarderError.RequestTimedOut, Canceled, Late("did not answer in time"), "did not answer in time" },
            { ForwarderError.RequestTimedOut, ConnectTimeout, Late(Unconnected), Unconnected },
            { ForwarderError.ResponseBodyDestination, Canceled, Late("began its answer and stalled"), "began its answer and stalled" },
            { ForwarderError.RequestBodyDestination, Both(Broken, Canceled), Late(Untaken), Untaken },
            { ForwarderError.RequestBodyDestination, Both(Canceled, Broken), Late(Untaken), Untaken },
            { ForwarderError.RequestBodyDestination, Both(Broken, Broken), "502 The API broke its answer off.", "broke its answer off" },
            { ForwarderError.ResponseBodyDestination, Broken, "502 The API broke its answer off.", "broke its answer off" },
            { ForwarderError.ResponseHeaders, null, "502 The API failed to answer as HTTP requires.", "failed to answer as HTTP requires" },
            { ForwarderError.Request, Refused, "502 The API refuses connections.", "refuses connections" },
            { ForwarderError.UpgradeResponseClient, new InvalidOperationException(), $"502 The API {Unasked}.", Unasked },
            { ForwarderError.NoAvailableDestinations, null, $"502 {NoDestination}", "is unhealthy, as its health checks see it" },
            { ForwarderError.RequestCreation, null, $"502 {Unconfigured}", null },
            { ForwarderError.RequestBodyClient, Both(Broken, Broken), $"400 {Unreadable}", null },
            { ForwarderError.UpgradeResponseClient, Broken, "200", null },
            { ForwarderError.RequestCanceled, Canceled, "200", null },
            { ForwarderError.ResponseBodyClient, Broken, "200", null },
        };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_is_answered_and_logged(ForwarderError error, Exception? exception, string answer, string? logged)
    {
        var request = new ProxiedRequest();
        await ForwardAsync(request, _ => request.Fail(error, exception));
        Assert.Equal(answer, $"{request.Context.Response.StatusCode} {Error(request)?.Detail}".Trim());
        Assert.Equal(logged is null ? [] : [logged], _log.GetSnapshot().Select(record => record.GetStructuredStateValue("Message")));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    public async Task A_body_of_unknown_end_is_the_last_of_its_connection(int status)
    {
        var request = new ProxiedRequest();
        request.Context.Response.StatusCode = status;
        await ForwardAsync(request, _ => request.Fail(ForwarderError.RequestBodyClient, Both(Broken, Broken)));
        Assert.Equal((status, true), (request.Context.Response.StatusCode, Error(request)!.ClosesConnection));
    }

    public static TheoryData<ForwarderError, Exception?, string> Fixes =>
        new()
        {
            { ForwarderError.RequestTimedOut, Canceled, MoreTime },
            { ForwarderError.ResponseBodyDestination, Canceled, MoreTime },
            { ForwarderError.RequestTimedOut, ConnectTimeout, "have the firewalls between here and there opened" },
            { ForwarderError.NoAvailableDestinations, null, "look at its health, and at ReverseProxy:Clusters:provisioning:HealthCheck." },
            {
                ForwarderError.Request,
                Refused,
                "check that it runs, and host and port of ReverseProxy:Clusters:provisioning:Destinations:primary:Address."
            },
        };

    [Theory]
    [MemberData(nameof(Fixes))]
    public async Task Operators_are_told_what_to_do_about_it(ForwarderError error, Exception? exception, string fix)
    {
        var request = new ProxiedRequest();
        await ForwardAsync(request, _ => request.Fail(error, exception));
        Assert.StartsWith(fix, Assert.Single(_log.GetSnapshot()).GetStructuredStateValue("Fix"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ForwarderError.RequestTimedOut, "upstream_timeout", null)]
    [InlineData(ForwarderError.NoAvailableDestinations, "upstream_unreachable", null)]
    [InlineData(ForwarderError.RequestCreation, "upstream_unreachable", "proxy_configuration_error")]
    [InlineData(ForwarderError.Request, "upstream_unreachable", "http_protocol_error")]
    public async Task An_error_has_its_code_and_the_type_of_RFC_9209(ForwarderError error, string code, string? proxyError)
    {
        var request = new ProxiedRequest();
        await ForwardAsync(request, _ => request.Fail(error));
        Assert.Equal((code, proxyError), (Error(request)!.Problem.Code, Error(request)!.ProxyError));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_told_from_one_that_broke_off()
    {
        var request = new ProxiedRequest();
        await ForwardAsync(request, context =>
        {
            context.Response.StatusCode = 413;
            request.Fail(ForwarderError.RequestBodyClient, Both(Broken, Broken));
        });
        Assert.Equal("request_too_large", Error(request)!.Problem.Code);
        Assert.Equal("The request body is larger than this gateway forwards.", Error(request)!.Detail);
    }

    [Theory]
    [InlineData(ForwarderError.RequestBodyClient)]
    [InlineData(ForwarderError.RequestBodyDestination)]
    public async Task What_becomes_of_the_rest_of_a_request_does_not_change_its_answer(ForwarderError error)
    {
        var request = new ProxiedRequest();
        await ForwardAsync(request, _ => request.Fail(error, Broken));
        Assert.Equal((200, 0), (request.Context.Response.StatusCode, _log.Count));
    }

    [Fact]
    public async Task A_caller_whose_destination_is_gone_is_told_so()
    {
        var request = new ProxiedRequest(destination: null);
        await ForwardAsync(request, _ => { });
        Assert.Equal((502, "upstream_unreachable"), (request.Context.Response.StatusCode, Error(request)!.Problem.Code));
        Assert.Equal(
            "The destination that has this caller's session is not available, and no other may take it. Nothing was sent.",
            Error(request)!.Detail
        );
    }

    [Fact]
    public async Task An_answer_that_has_begun_is_left_alone_and_counted()
    {
        var request = new ProxiedRequest();
        request.Context.Features.Set<IHttpResponseFeature>(new BegunResponse());
        await ForwardAsync(request, _ => request.Fail(ForwarderError.ResponseBodyDestination, Broken));
        Assert.Equal((200, "upstream_unreachable"), (request.Context.Response.StatusCode, RequestFacts.Of(request.Context).Error));
        const string counted = "ciam_gateway_errors_total{route=\"none\",code=\"upstream_unreachable\"} 1";
        Assert.Contains(counted, await ExposedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ForwarderError.UpgradeResponseClient, false)]
    [InlineData(ForwarderError.NoAvailableDestinations, true)]
    public async Task Only_an_upgrade_that_was_not_requested_loses_its_headers(ForwarderError error, bool staysThere)
    {
        var request = new ProxiedRequest();
        await ForwardAsync(request, context =>
        {
            context.Response.Headers.Upgrade = "websocket";
            request.Fail(error, new InvalidOperationException());
        });
        Assert.Equal(staysThere, request.Context.Response.Headers.ContainsKey("Upgrade"));
        Assert.Equal(502, request.Context.Response.StatusCode);
    }

    [Fact]
    public async Task Trouble_ends_with_the_next_answer_of_the_API_and_not_with_one_of_the_gateway()
    {
        var trouble = Trouble();
        var request = new ProxiedRequest();
        await ForwardAsync(request, _ => request.Fail(ForwarderError.Request, Refused), trouble);
        await ForwardAsync(new ProxiedRequest(), context => context.Response.StatusCode = 499, trouble);
        await ForwardAsync(new ProxiedRequest(), context => context.Fail(new GatewayError(Problems.TokenRefused, "")), trouble);
        Assert.NotNull(trouble.Find("provisioning", "primary"));
        await ForwardAsync(new ProxiedRequest(), context => context.Response.StatusCode = 500, trouble);
        Assert.Null(trouble.Find("provisioning", "primary"));
    }

    [Fact]
    public async Task A_connection_that_fails_on_the_way_is_blamed_on_the_proxy_there()
    {
        var address = new Uri("http://user:secret@proxy.example.com:3128/?key=1");
        var request = new ProxiedRequest(proxy: new WebProxyConfig { Address = address });
        await ForwardAsync(request, _ => request.Fail(ForwarderError.Request, Refused));
        Assert.Equal("The API cannot be reached, since the proxy on the way refuses connections.", Error(request)!.Detail);
        Assert.Equal(
            "cannot be reached, since the proxy on the way (http://proxy.example.com:3128) refuses connections",
            Assert.Single(_log.GetSnapshot()).GetStructuredStateValue("Message")
        );
    }

    [Theory]
    [InlineData(ForwarderError.ResponseBodyDestination, "primary", "http://proxy.example.com", "The API broke the connection off.")]
    [InlineData(ForwarderError.Request, "primary", null, "The API refuses connections.")]
    [InlineData(ForwarderError.Request, null, "http://proxy.example.com", "The API refuses connections.")]
    public async Task A_proxy_is_not_blamed_for_what_the_API_does(ForwarderError error, string? destination, string? proxy, string detail)
    {
        var request = new ProxiedRequest(destination, new WebProxyConfig { Address = proxy is null ? null : new Uri(proxy) });
        var exception = error is ForwarderError.Request ? Refused : new HttpRequestException("", Broken);
        await ForwardAsync(request, _ => request.Fail(error, exception));
        Assert.Equal(detail, Error(request)!.Detail);
    }

    public void Dispose() => _folder.Dispose();

    private static string Late(string words) => $"504 The API {words}. It may or may not have carried the request out.";

    private static AggregateException Both(Exception first, Exception second) => new(first, second);

    private UpstreamTrouble Trouble() => new(TimeProvider.System, new FakeLogger<UpstreamTrouble>(_log));

    private Task ForwardAsync(ProxiedRequest request, Action<HttpContext> forward, UpstreamTrouble? trouble = null)
    {
        var proxies = new ProxyOnTheWay(new CurrentConfiguration(_folder.Load()));
        var events = new ConnectionEvents(_metrics, TimeProvider.System, NullLogger<ConnectionEvents>.Instance);
        return new ForwardingOutcomeMiddleware(
            context =>
            {
                forward(context);
                return Task.CompletedTask;
            },
            trouble ?? Trouble(),
            proxies,
            new ClusterConnections(events, TimeProvider.System),
            _metrics,
            TimeProvider.System
        ).InvokeAsync(request.Context);
    }

    private static GatewayError? Error(ProxiedRequest request) => request.Context.GetGatewayError();

    private async Task<string> ExposedAsync()
    {
        using var exposed = new MemoryStream();
        await _metrics.Registry.CollectAndExportAsTextAsync(exposed, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(exposed.ToArray());
    }
}
