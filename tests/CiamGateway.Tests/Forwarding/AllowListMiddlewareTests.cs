using CiamGateway.Errors;
using CiamGateway.Forwarding.Middleware;
using CiamGateway.Forwarding.Targets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Xunit;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace CiamGateway.Tests.Forwarding;

/// <summary>Answers for paths and methods that no route lists.</summary>
public sealed class AllowListMiddlewareTests
{
    private const string Trace =
        "TRACE is never forwarded, since the API would answer with the access token (RFC 9110 §9.3.8). Nothing was sent to the API.";

    private const string OtherCase = "The path differs from '/Domains/{id}' in upper and lower case. Nothing was sent to the API.";

    [Fact]
    public async Task A_path_without_a_route_is_not_found()
    {
        var context = Request("GET", "/Domains");
        Assert.Equal("404 route_not_found The gateway serves listed paths only, and this is none of them.", await AnswerAsync(context));
    }

    [Theory]
    [InlineData("/Domains/1", "served")]
    [InlineData("/domains/1", $"400 request_target_refused {OtherCase}")]
    public async Task A_path_in_other_letters_than_its_routes_is_refused(string path, string answer)
    {
        var context = Request("GET", path);
        context.SetEndpoint(Route("/Domains/{id}"));
        Assert.Equal(answer, await AnswerAsync(context));
    }

    [Theory]
    [InlineData(null, "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT")]
    [InlineData("GET TRACE", "GET, TRACE")]
    public async Task A_method_that_is_never_forwarded_is_refused_on_routes_that_take_it(string? methods, string allow)
    {
        var context = Request("TRACE", "/Domains");
        context.SetEndpoint(Route("/Domains", methods?.Split(' ') ?? []));
        Assert.Equal($"405 method_not_allowed {Trace}", await AnswerAsync(context));
        Assert.Equal(allow, context.Response.Headers.Allow.ToString());
    }

    [Theory]
    [InlineData(405, "405 method_not_allowed This path is served for GET, PUT only.")]
    [InlineData(415, "415")]
    public async Task Routings_own_answer_to_a_method_without_a_route_has_the_gateways_body(int status, string answer)
    {
        var context = Request("POST", "/Domains");
        context.SetEndpoint(
            new Endpoint(
                called =>
                {
                    (called.Response.StatusCode, called.Response.Headers.Allow) = (status, "GET, PUT");
                    return Task.CompletedTask;
                },
                null,
                "405 HTTP Method Not Supported"
            )
        );
        Assert.Equal(answer, await AnswerAsync(context));
    }

    [Fact]
    public async Task An_endpoint_that_is_nobodys_is_not_forwarded()
    {
        var context = Request("POST", "/Domains");
        context.SetEndpoint(new Endpoint(null, null, null));
        Assert.Equal("200", await AnswerAsync(context));
    }

    private static DefaultHttpContext Request(string method, string path) => new() { Request = { Method = method, Path = path } };

    private static RouteEndpoint Route(string path, params IReadOnlyList<string> methods)
    {
        var config = new RouteConfig
        {
            RouteId = "domain",
            Match = new RouteMatch { Path = path, Methods = methods },
        };
        var metadata = new EndpointMetadataCollection(new RouteModel(config, null, HttpTransformer.Default));
        return new RouteEndpoint(_ => Task.CompletedTask, RoutePatternFactory.Parse(path), 0, metadata, null);
    }

    /// <returns>Status, code and detail, or that the request goes on.</returns>
    private static async Task<string> AnswerAsync(HttpContext context)
    {
        var isServed = false;
        await new AllowListMiddleware(
            _ =>
            {
                isServed = true;
                return Task.CompletedTask;
            },
            new DoubtfulTargets(null!),
            new EmptyParameters(null!)
        ).InvokeAsync(context);
        var error = context.GetGatewayError();
        return isServed ? "served" : $"{context.Response.StatusCode} {error?.Problem.Code} {error?.Detail}".Trim();
    }
}
