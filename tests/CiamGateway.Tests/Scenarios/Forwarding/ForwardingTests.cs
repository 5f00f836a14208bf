using System.Net;
using System.Text;
using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding;

/// <summary>What the caller sends and what the API answers pass unchanged; what identifies the caller stays behind.</summary>
public sealed class ForwardingTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>, IAsyncDisposable
{
    private static readonly byte[] Part = [.. Enumerable.Range(0, 65_536).Select(i => (byte)i)];

    private SandboxGateway? _gateway;
    private Upstream? _upstream;
    private HttpClient? _caller;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _caller?.Dispose();
        await (_gateway?.DisposeAsync() ?? default);
        await (_upstream?.DisposeAsync() ?? default);
    }

    [Theory]
    [InlineData("Authorization", "Bearer stolen")]
    [InlineData("Proxy-Authorization", "Basic c3RvbGVu")]
    [InlineData("X-Api-Key", "payroll-demo-key")]
    [InlineData("x-api-KEY", "payroll-demo-key")]
    public async Task The_callers_credentials_never_reach_the_API(string name, string value)
    {
        var caller = await ConnectAsync(_ => Task.CompletedTask);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/Domains");
        request.Headers.TryAddWithoutValidation(name, value);
        using var response = await caller.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(value, _upstream!.Headers.Values.SelectMany(values => values));
        Assert.StartsWith("Bearer eyJ", Assert.Single(_upstream.Headers["Authorization"]), StringComparison.Ordinal);
        Assert.False(_upstream.Headers.ContainsKey("X-Api-Key"));
        Assert.False(_upstream.Headers.ContainsKey("Proxy-Authorization"));
    }

    [Fact]
    public async Task No_transform_of_a_route_comes_after_the_access_token()
    {
        var caller = await ConnectAsync(
            _ => Task.CompletedTask,
            new()
            {
                ["ReverseProxy:Routes:domain-list:Transforms:1:RequestHeader"] = "Authorization",
                ["ReverseProxy:Routes:domain-list:Transforms:1:Append"] = "Bearer configured",
            }
        );
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.StartsWith("Bearer eyJ", Assert.Single(_upstream!.Headers["Authorization"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_route_without_a_token_goes_out_without_any()
    {
        var caller = await ConnectAsync(
            _ => Task.CompletedTask,
            new()
            {
                ["ReverseProxy:Routes:open:ClusterId"] = "provisioning",
                ["ReverseProxy:Routes:open:Match:Path"] = "/open",
                ["ReverseProxy:Routes:open:Transforms:0:AccessToken"] = "none",
            }
        );
        caller.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer stolen");
        using var response = await caller.GetAsync("/open", Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(_upstream!.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Query_body_media_types_and_entity_tags_pass_unchanged()
    {
        var caller = await ConnectAsync(async context =>
        {
            context.Response.ContentType = context.Request.ContentType;
            context.Response.Headers.ETag = "W/\"7\"";
            await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
        });
        const string target = "/Domains?filter=friendlyName%20eq%20%22a%2Bb%22&attributes=x,y&empty=&startIndex=1";
        const string body = "{ \"friendlyName\" : \"\u00dcml\u00e4ut\" }";
        using var request = new HttpRequestMessage(HttpMethod.Post, target)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/scim+json"),
        };
        request.Headers.IfNoneMatch.ParseAdd("W/\"6\"");
        using var response = await caller.SendAsync(request, Cancellation);

        Assert.Equal(target, _upstream!.Target);
        Assert.Equal(["W/\"6\""], _upstream.Headers["If-None-Match"]);
        Assert.Equal("W/\"7\"", response.Headers.ETag?.ToString());
        Assert.Equal("application/scim+json; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancellation));
    }

    [Theory]
    [InlineData(204, null)]
    [InlineData(304, null)]
    [InlineData(400, "{\"detail\":\"the API's own words\"}")]
    [InlineData(401, "{\"detail\":\"the API's own words\"}")]
    [InlineData(404, "")]
    [InlineData(405, "")]
    [InlineData(409, "{\"detail\":\"the API's own words\"}")]
    [InlineData(500, "")]
    [InlineData(503, "{\"detail\":\"the API's own words\"}")]
    public async Task The_APIs_own_errors_pass_unchanged_and_are_not_taken_for_the_gateways(int status, string? body)
    {
        var caller = await ConnectAsync(async context =>
        {
            context.Response.StatusCode = status;
            if (body is not null)
            {
                context.Response.ContentType = "application/scim+json";
                await context.Response.WriteAsync(body);
            }
        });
        using var response = await caller.GetAsync("/Domains", Cancellation);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body ?? "", await response.Content.ReadAsStringAsync(Cancellation));
        Assert.False(response.Headers.Contains("Proxy-Status"));
    }

    [Fact]
    public async Task Answers_stream_the_first_part_arrives_before_the_last_is_sent()
    {
        var firstPartSeen = new TaskCompletionSource();
        var caller = await ConnectAsync(async context =>
        {
            await context.Response.Body.WriteAsync(Part, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await firstPartSeen.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Part, context.RequestAborted);
        });
        using var response = await caller.GetAsync("/Domains", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await using var body = await response.Content.ReadAsStreamAsync(Cancellation);
        var buffer = new byte[Part.Length];
        await body.ReadExactlyAsync(buffer, Cancellation);
        firstPartSeen.SetResult();
        Assert.Equal(Part, buffer);
        await body.ReadExactlyAsync(buffer, Cancellation);
        Assert.Equal(Part, buffer);
    }

    [Fact]
    public async Task Requests_stream_the_first_part_arrives_before_the_last_is_sent()
    {
        var firstPartSeen = new TaskCompletionSource();
        var caller = await ConnectAsync(
            async context =>
            {
                var buffer = new byte[Part.Length];
                await context.Request.Body.ReadExactlyAsync(buffer, context.RequestAborted);
                firstPartSeen.SetResult();
                await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
            },
            // A machine that is busy for five seconds would otherwise look like a slow caller.
            new() { ["Gateway:Limits:MinRequestBodyDataRate"] = "0" }
        );
        using var content = new TwoPartContent(Part, firstPartSeen.Task);
        using var response = await caller.PostAsync("/Domains", content, Cancellation);
        Assert.Equal(Part, await response.Content.ReadAsByteArrayAsync(Cancellation));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413()
    {
        var caller = await ConnectAsync(async context => await context.Request.Body.CopyToAsync(Stream.Null));
        using var request = new HttpRequestMessage(HttpMethod.Post, "/Domains") { Content = new ByteArrayContent(new byte[40_000_000]) };
        request.Headers.ExpectContinue = true;
        using var response = await caller.SendAsync(request, Cancellation);
        await AssertProblem.Is(response, 413, "request_too_large", "http_request_error");
    }

    private async Task<HttpClient> ConnectAsync(RequestDelegate answer, Dictionary<string, string?>? settings = null)
    {
        _upstream = await Upstream.StartAsync(answer);
        _gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, _upstream.Address, settings);
        return _caller = Http.To(_gateway.Address);
    }

    private sealed class TwoPartContent(byte[] part, Task between) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(part, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await between.WaitAsync(cancellationToken);
            await stream.WriteAsync(part, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
