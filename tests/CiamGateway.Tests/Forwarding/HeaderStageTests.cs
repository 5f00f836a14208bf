using System.Diagnostics;
using System.Net;
using CiamGateway.Callers;
using CiamGateway.Forwarding.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using Yarp.ReverseProxy.Transforms;

namespace CiamGateway.Tests.Forwarding;

/// <summary>The stages that judge headers on the way to the API and back, each alone.</summary>
public sealed class HeaderStageTests : IDisposable
{
    private readonly ConfigurationFolder _folder = ConfigurationFolder.Sound();
    private readonly CurrentConfiguration _configuration;

    public HeaderStageTests() => _configuration = new CurrentConfiguration(_folder.Load());

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HTTP/1.1", "", "1.1 ciam-gateway")]
    [InlineData("HTTP/1.0", "", "1.0 ciam-gateway")]
    [InlineData("HTTP/2", "", "2 ciam-gateway")]
    public async Task Via_names_the_protocol_of_the_request_and_the_gateway(string protocol, string before, string expected)
    {
        var context = new DefaultHttpContext { Request = { Protocol = protocol } };
        context.Request.Headers.Via = before;
        await FilterAsync(context);
        Assert.Equal(expected, context.Request.Headers.Via.ToString());
    }

    [Fact]
    public async Task What_speaks_for_the_caller_is_withheld_unless_it_is_allowed()
    {
        using var folder = ConfigurationFolder.Sound();
        var configuration = new CurrentConfiguration(
            folder.Load("--Gateway:RequestHeaders:Allow:0=Via", "--Gateway:RequestHeaders:Allow:1=Cookie")
        );
        var context = new DefaultHttpContext { Request = { Protocol = "HTTP/1.1" } };
        foreach (var name in (string[])["Cookie", "Via", "X-Real-IP", "X-Forwarded-For", "Accept"])
        {
            context.Request.Headers[name] = "x";
        }
        await FilterAsync(context, configuration);
        Assert.Equal("Accept=x; Cookie=x; Via=x, 1.1 ciam-gateway", Shown(context.Request.Headers));
    }

    [Fact]
    public async Task Neither_a_look_alike_can_be_allowed_nor_does_a_tracing_header_pass_that_is_to_be_removed()
    {
        using var folder = ConfigurationFolder.Sound();
        var configuration = new CurrentConfiguration(
            folder.Load(
                "--Gateway:RequestHeaders:Allow:0=Proxy-*",
                "--Gateway:RequestHeaders:Allow:1=X-User-*",
                "--Gateway:RequestHeaders:Allow:2=HTTP-*",
                "--Gateway:RequestHeaders:Remove:0=CF-Ray",
                "--Gateway:RequestHeaders:Remove:1=X_Trace*"
            )
        );
        var context = new DefaultHttpContext { Request = { Protocol = "HTTP/1.1" } };
        foreach (var name in (string[])["Proxy-Host", "X-User-Id", "X_Api_Key", "Content_Length", "CF-Ray", "X-Azure-Ref", "X-Trace-Id"])
        {
            context.Request.Headers[name] = "x";
        }
        await FilterAsync(context, configuration);
        Assert.Equal("Proxy-Host=x; Via=1.1 ciam-gateway; X-Azure-Ref=x; X-User-Id=x", Shown(context.Request.Headers));
    }

    [Fact]
    public async Task Of_an_answer_sessions_and_server_names_are_withheld_and_addresses_lead_through_the_gateway()
    {
        using var answer = Answer(HttpStatusCode.Created);
        foreach (
            var (name, value) in ((string, string)[])
                [("Server", "iis"), ("ETag", "1"), ("Location", "https://api.example.com/v1/Domains/42")]
        )
        {
            answer.Headers.TryAddWithoutValidation(name, value);
        }
        foreach (
            var (name, value) in ((string, string)[])
                [("X-Powered-By", "asp"), ("Content-Location", "/v1/Domains/43"), ("Content-Length", "5")]
        )
        {
            answer.Content.Headers.TryAddWithoutValidation(name, value);
        }
        var context = Called();
        Assert.False(await TransformAsync(context, answer, copies: true));
        Assert.Equal(
            "Content-Length=5; Content-Location=/Domains/43; ETag=1; Location=http://gateway/Domains/42",
            Shown(context.Response.Headers)
        );
    }

    [Theory]
    [InlineData(HttpStatusCode.NoContent, false, null)]
    [InlineData(HttpStatusCode.ResetContent, true, null)]
    [InlineData(HttpStatusCode.OK, false, 5L)]
    public async Task An_answer_that_has_no_body_has_no_length(HttpStatusCode status, bool isSuppressed, long? length)
    {
        using var answer = Answer(status);
        var context = Called();
        context.Response.Headers.ContentLength = 5;
        Assert.Equal(isSuppressed, await TransformAsync(context, answer));
        Assert.Equal(length, context.Response.Headers.ContentLength);
        Assert.False(context.Response.Headers.ContainsKey("Location"));
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_changed()
    {
        var context = Called();
        context.Response.Headers.Location = "https://api.example.com/v1/Domains/42";
        Assert.False(await TransformAsync(context, null));
        using var unasked = new HttpResponseMessage();
        Assert.False(await TransformAsync(context, unasked));
        Assert.Equal("https://api.example.com/v1/Domains/42", context.Response.Headers.Location.ToString());
    }

    [Fact]
    public async Task Behind_an_answer_is_withheld_what_must_not_stand_before_it()
    {
        using var answer = Answer(HttpStatusCode.OK);
        answer.TrailingHeaders.TryAddWithoutValidation("Server", "iis");
        answer.TrailingHeaders.TryAddWithoutValidation("Checksum", "1");
        var trailers = new ResponseTrailers { Trailers = { ["Server"] = "iis", ["Checksum"] = "1" } };
        var context = Called();
        context.Features.Set<IHttpResponseTrailersFeature>(trailers);
        var transform = new ResponseTrailerTransform(_configuration, copies: false);
        await transform.ApplyAsync(new ResponseTrailersTransformContext { HttpContext = context, ProxyResponse = answer });
        Assert.Equal("Checksum=1", Shown(trailers.Trailers));
    }

    [Theory]
    [InlineData("traceparent")]
    [InlineData("tracestate")]
    [InlineData(null)]
    public async Task The_trace_goes_on_under_the_gateways_own_span(string? received)
    {
        using var span = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        span.TraceStateString = "a=1";
        var context = new DefaultHttpContext();
        using var sent = new HttpRequestMessage();
        if (received is not null)
        {
            context.Request.Headers[received] = "old";
            sent.Headers.Add(received, "old");
        }
        await new TraceContextTransform().ApplyAsync(new RequestTransformContext { HttpContext = context, ProxyRequest = sent });
        Assert.Equal([span.Id!], sent.Headers.GetValues("traceparent"));
        Assert.Equal(["a=1"], sent.Headers.GetValues("tracestate"));
    }

    [Fact]
    public async Task Without_a_span_or_a_state_there_is_none_to_pass_on()
    {
        using var sent = new HttpRequestMessage();
        var transform = new RequestTransformContext { HttpContext = new DefaultHttpContext(), ProxyRequest = sent };
        var outer = Activity.Current;
        Activity.Current = null;
        await new TraceContextTransform().ApplyAsync(transform);
        Assert.Empty(sent.Headers);
        using (new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start())
        {
            await new TraceContextTransform().ApplyAsync(transform);
        }
        Activity.Current = outer;
        Assert.Equal(["traceparent"], sent.Headers.Select(header => header.Key));
    }

    [Fact]
    public async Task What_a_caller_proves_itself_with_stays_behind()
    {
        using var sent = new HttpRequestMessage();
        foreach (var name in (string[])["Authorization", "Proxy-Authorization", "X-Api-Key", "Accept"])
        {
            sent.Headers.TryAddWithoutValidation(name, "x");
        }
        var transform = new RequestTransformContext { HttpContext = new DefaultHttpContext(), ProxyRequest = sent };
        await new CallerCredentialsTransform().ApplyAsync(transform);
        Assert.Equal(["Accept"], sent.Headers.NonValidated.Select(header => header.Key));
    }

    private Task FilterAsync(HttpContext context, CurrentConfiguration? configuration = null) =>
        new RequestHeaderFilterMiddleware(
            _ => Task.CompletedTask,
            configuration ?? _configuration,
            new IgnoredCredentials(TimeProvider.System, NullLogger<IgnoredCredentials>.Instance)
        ).InvokeAsync(context);

    private static HttpResponseMessage Answer(HttpStatusCode status) =>
        new(status) { RequestMessage = new HttpRequestMessage(HttpMethod.Post, "https://api.example.com/v1/Domains") };

    private static DefaultHttpContext Called()
    {
        var context = new ProxiedRequest().Context;
        (context.Request.Scheme, context.Request.Host) = ("http", new HostString("gateway"));
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = "/Domains";
        return context;
    }

    /// <returns>Whether the body is suppressed.</returns>
    private async Task<bool> TransformAsync(HttpContext context, HttpResponseMessage? answer, bool copies = false)
    {
        var transform = new ResponseTransformContext { HttpContext = context, ProxyResponse = answer };
        await new ResponseHeaderTransform(_configuration, copies).ApplyAsync(transform);
        return transform.SuppressResponseBody;
    }

    private static string Shown(IHeaderDictionary headers) =>
        string.Join("; ", headers.OrderBy(header => header.Key, StringComparer.Ordinal).Select(header => $"{header.Key}={header.Value}"));

    private sealed class ResponseTrailers : IHttpResponseTrailersFeature
    {
        public IHeaderDictionary Trailers { get; set; } = new HeaderDictionary();
    }
}
