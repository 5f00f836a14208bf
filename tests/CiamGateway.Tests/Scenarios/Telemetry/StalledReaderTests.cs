using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Telemetry;

/// <summary>Calls do not notice when a reader of metrics, status or spans stops reading.</summary>
public sealed class StalledReaderTests(AuthorizationServerFixture authorizationServer) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>More answers than the buffers of both ends hold.</summary>
    [Theory(Timeout = TimeLimit.Long)]
    [InlineData("/metrics")]
    [InlineData("/status")]
    public async Task A_reader_of_the_management_listener_that_stops_delays_neither_calls_nor_other_readers(string path)
    {
        await using var gateway = await GatewayBeforeUpstream.StartAsync(authorizationServer.TokenEndpoint, context =>
            context.Response.WriteAsync("[]")
        );
        var stalled = new List<RawConnection>();
        try
        {
            for (var i = 0; i < 8; i++)
            {
                var connection = await RawConnection.OpenAsync(gateway.Gateway.Management);
                stalled.Add(connection);
                await connection.SendAsync(string.Concat(Enumerable.Repeat($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n", 400)));
            }
            using var reader = Http.To(gateway.Gateway.Management);
            for (var i = 0; i < 50; i++)
            {
                using var answer = await gateway.Caller.GetAsync("/Domains", Cancellation);
                Assert.Equal(200, (int)answer.StatusCode);
                Assert.NotEqual("", await reader.GetStringAsync(path, Cancellation));
            }
        }
        finally
        {
            stalled.ForEach(connection => connection.Dispose());
        }
    }

    [Theory(Timeout = TimeLimit.Long)]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task A_receiver_of_spans_that_never_answers_delays_no_call_and_not_the_end(string protocol)
    {
        var received = 0;
        await using var receiver = new RawListener(
            async (connection, end) =>
            {
                while (await connection.ReadAsync(new byte[4096], end) > 0)
                {
                    Interlocked.Increment(ref received);
                }
            }
        );
        await using var api = await Upstream.StartAsync(context => context.Response.WriteAsync("[]"));
        await using var gateway = await RunningGateway.StartAsync(
            authorizationServer.TokenEndpoint,
            api.Address,
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{receiver.Port}",
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
                ["OTEL_BSP_MAX_QUEUE_SIZE"] = "20",
                ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "10",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
            }
        );
        using var caller = Http.To(gateway.Address);
        await Eventually.HoldsAsync(CallAsync, process: gateway.Process);
        for (var i = 0; i < 200; i++)
        {
            await CallAsync();
        }
        gateway.Signal("TERM");
        Assert.Equal(0, await gateway.EndAsync());

        async Task<bool> CallAsync()
        {
            using var answer = await caller.GetAsync("/Domains", Cancellation);
            Assert.Equal(200, (int)answer.StatusCode);
            return Volatile.Read(ref received) > 0;
        }
    }
}
