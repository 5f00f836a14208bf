using CiamGateway.Sandbox;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Sandbox;

public sealed class ReadinessTests
{
    [Fact]
    public async Task A_gateway_that_does_not_get_ready_ends_the_wait_with_what_it_said_last()
    {
        await using var gateway = await Upstream.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            return context.Response.WriteAsync("not ready\n");
        });
        Assert.Equal(
            $"The gateway whose management listener is {gateway.Address} is not ready after 0.05 s: not ready",
            await FailureAsync(gateway.Address)
        );
    }

    [Fact]
    public async Task A_gateway_that_does_not_run_ends_it_too() =>
        Assert.Contains(
            "Connection refused",
            await FailureAsync(new Uri($"http://127.0.0.1:{FreePort.Take()}/")),
            StringComparison.Ordinal
        );

    private static async Task<string> FailureAsync(Uri management) =>
        (
            await Assert.ThrowsAsync<TimeoutException>(() =>
                Readiness.WaitAsync(management, TestContext.Current.CancellationToken, TimeSpan.FromMilliseconds(50))
            )
        ).Message;
}
