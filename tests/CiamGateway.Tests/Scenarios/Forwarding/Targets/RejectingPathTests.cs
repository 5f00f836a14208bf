using System.Net;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>One path of the API answers 401 to every token, while the authorization server hangs: no other call notices.</summary>
public sealed class RejectingPathTests : IAsyncDisposable
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _tokenRequests;
    private int _read;
    private int _written;
    private Upstream? _authorizationServer;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_of_other_paths_go_on_with_the_token_and_the_rejected_call_arrives_once()
    {
        await using var gateway = await StartAsync();
        var rejected = gateway.Caller.GetAsync("/Applications", Cancellation);
        await Eventually.HoldsAsync(() => Volatile.Read(ref _tokenRequests) == 2);
        for (var i = 0; i < 20; i++)
        {
            using var other = await gateway.Caller.GetAsync("/Domains", Cancellation);
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        }
        using var written = await gateway.Caller.PutAsync("/Applications/7", new OfUnknownLength(), Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, written.StatusCode);
        Assert.Equal((2, 1, false), (Volatile.Read(ref _tokenRequests), Volatile.Read(ref _read), rejected.IsCompleted));
        _release.SetResult();
        using var passedOn = await rejected;
        Assert.Equal(HttpStatusCode.Unauthorized, passedOn.StatusCode);
        Assert.Equal((2, 1), (Volatile.Read(ref _read), Volatile.Read(ref _written)));
    }

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        await (_authorizationServer?.DisposeAsync() ?? default);
    }

    private async Task<GatewayBeforeUpstream> StartAsync()
    {
        _authorizationServer = await Upstream.StartAsync(async context =>
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            var number = form["scope"] == "application.client" ? Interlocked.Increment(ref _tokenRequests) : 0;
            if (number > 1)
            {
                await _release.Task.WaitAsync(context.RequestAborted);
            }
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(
                $$"""{ "access_token": "token{{number}}", "token_type": "Bearer", "expires_in": 7199 }""",
                context.RequestAborted
            );
        });
        return await GatewayBeforeUpstream.StartAsync(new Uri(_authorizationServer.Address, "/as/token.oauth2"), context =>
        {
            if (context.Request.Path.StartsWithSegments("/Applications", StringComparison.Ordinal))
            {
                _ = context.Request.Method == "PUT" ? Interlocked.Increment(ref _written) : Interlocked.Increment(ref _read);
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            }
            return Task.CompletedTask;
        });
    }

    private sealed class OfUnknownLength : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            stream.WriteAsync(new byte[10], Cancellation).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
