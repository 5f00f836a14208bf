using System.Collections.Concurrent;
using CiamGateway.Sandbox;
using CsCheck;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Forwarding.Targets;

/// <summary>
/// What the route matched is what the API sees, however a request is written: no operation arrives with another one's scope.
/// </summary>
public sealed class HostileTargetTests : IAsyncLifetime
{
    private GatewayScenario _scenario = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _scenario = await GatewayScenario.StartAsync();
        await _scenario.Gateway.WaitUntilReadyAsync(Cancellation);
    }

    public ValueTask DisposeAsync() => _scenario.DisposeAsync();

    [Fact(Timeout = TimeLimit.Long)]
    public async Task Of_ten_thousand_bent_requests_none_arrives_with_another_operations_scope()
    {
        var connections = new ConcurrentBag<RawConnection>();
        await HostileRequests.Any.SampleAsync(
            async request =>
            {
                var connection = connections.TryTake(out var free) ? free : await RawConnection.OpenAsync(_scenario.Gateway.Address);
                await connection.SendAsync(request.ToString());
                var answer = await connection.ReadAsync(request.Method is "HEAD");
                if (answer is null or { Closes: true })
                {
                    connection.Dispose();
                }
                else
                {
                    connections.Add(connection);
                }
                Assert.True(answer is null or { Status: < 500 }, $"{request} was answered with {answer?.Status}");
            },
            iter: 10_000,
            threads: 8
        );
        foreach (var connection in connections)
        {
            connection.Dispose();
        }
        Assert.InRange(_scenario.Api.Journal.Entries.Count, 100, 10_000);
        Assert.Equal("", WrongArrivals.In(_scenario.Api.Journal));
    }

    [Fact]
    public async Task The_targets_of_the_written_table_are_refused()
    {
        foreach (var request in HostileTargets.Refused)
        {
            var answer = Assert.Single(await RawConnection.ExchangeAsync(_scenario.Gateway.Address, OnTheWire(request)));
            Assert.True(
                answer
                    is { Status: 400, Code: "request_malformed" or "request_target_refused" }
                        or { Status: 405, Code: "method_not_allowed" },
                $"{request} was answered with {answer.Status} {answer.Code}"
            );
        }
        Assert.Empty(_scenario.Api.Journal.Entries);
    }

    [Fact]
    public async Task Unusual_targets_that_everybody_reads_alike_arrive_with_their_scope()
    {
        foreach (var request in HostileTargets.Forwarded)
        {
            var answer = Assert.Single(await RawConnection.ExchangeAsync(_scenario.Gateway.Address, OnTheWire(request)));
            Assert.True(
                answer.Code is null && answer.Status is 200 or 204 or 404,
                $"{request} was answered with {answer.Status} {answer.Code}"
            );
        }
        Assert.Equal(HostileTargets.Forwarded.Length, _scenario.Api.Journal.Entries.Count);
        Assert.Equal("", WrongArrivals.In(_scenario.Api.Journal));
    }

    [Fact]
    public void The_table_has_a_hundred_targets() => Assert.InRange(HostileTargets.Refused.Distinct().Count(), 100, 1000);

    private static string OnTheWire(string request) =>
        $"{request} HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: {SandboxCaller.OpsConsole.ApiKey}\r\nConnection: close\r\n\r\n";
}
