using CiamGateway.Errors;
using CiamGateway.Forwarding.Routes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Timeouts;
using Xunit;
using Yarp.ReverseProxy.Forwarder;

namespace CiamGateway.Tests.Forwarding;

/// <summary>A request that was cancelled is the caller's doing or that of the route's time limit: only the latter is answered.</summary>
public sealed class RouteTimeoutMiddlewareTests
{
    private const string TimedOut =
        "504 upstream_timeout The time of this route ran out. The API may or may not have carried the request out.";
    private const string WithoutToken =
        "504 token_timeout The time of this route ran out while the call waited for its token. Nothing was sent to the API.";

    [Theory]
    [InlineData(ForwarderError.RequestCanceled, 502, TimedOut)]
    [InlineData(ForwarderError.RequestBodyCanceled, 502, TimedOut)]
    [InlineData(ForwarderError.ResponseBodyCanceled, 502, TimedOut)]
    [InlineData(ForwarderError.RequestTimedOut, 504, "504")]
    [InlineData(ForwarderError.ResponseBodyCanceled, 499, TimedOut)]
    [InlineData(ForwarderError.Request, 499, "499")]
    [InlineData(null, 499, WithoutToken)]
    [InlineData(null, 200, "200")]
    public async Task What_was_cancelled_is_answered(ForwarderError? error, int status, string answer)
    {
        var request = new ProxiedRequest();
        Assert.Equal(answer, await ServeAsync(request, error, status));
    }

    [Fact]
    public async Task A_caller_that_left_is_not_answered()
    {
        var request = new ProxiedRequest();
        request.Context.RequestAborted = new CancellationToken(canceled: true);
        Assert.Equal("499", await ServeAsync(request, ForwarderError.RequestCanceled, 499));
    }

    [Fact]
    public async Task An_answer_that_has_begun_is_left_alone()
    {
        var request = new ProxiedRequest();
        request.Context.Features.Set<IHttpResponseFeature>(new BegunResponse());
        Assert.Equal("200", await ServeAsync(request, ForwarderError.ResponseBodyCanceled, 200));
    }

    [Fact]
    public void A_route_has_a_limit_of_its_own_or_none()
    {
        var context = new DefaultHttpContext();
        Assert.False(RouteTimeoutMiddleware.IsSet(context));
        context.SetEndpoint(new Endpoint(null, EndpointMetadataCollection.Empty, null));
        Assert.False(RouteTimeoutMiddleware.IsSet(context));
        context.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(new RequestTimeoutAttribute(1)), null));
        Assert.True(RouteTimeoutMiddleware.IsSet(context));
    }

    private static async Task<string> ServeAsync(ProxiedRequest request, ForwarderError? error, int status)
    {
        await new RouteTimeoutMiddleware(context =>
        {
            context.Response.StatusCode = status;
            if (error is { } reported)
            {
                request.Fail(reported);
            }
            return Task.CompletedTask;
        }).InvokeAsync(request.Context);
        var answer = request.Context.GetGatewayError();
        return $"{request.Context.Response.StatusCode} {answer?.Problem.Code} {answer?.Detail}".Trim();
    }
}
