using CiamGateway.Telemetry.Metrics;
using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>Calls whose token is rejected at the same moment, on several threads.</summary>
public sealed class RejectionRaceTests
{
    private const int Threads = 4;

    [Fact]
    public async Task Every_one_of_them_gets_the_new_token()
    {
        for (var round = 0; round < 500; round++)
        {
            var clock = new TwoClocks();
            var issued = 0;
            using var slot = new TokenSlot(
                TokenEngine.Wanted(),
                new TokenClientOptions(),
                (_, _, _) => Task.FromResult<TokenResult>(Token(Interlocked.Increment(ref issued), clock)),
                new ProbeQueue(clock),
                before: null,
                new GatewayMetrics().Tokens.LookupsOf("provisioning", "application.client"),
                clock,
                NullLogger.Instance
            );
            await slot.GetAsync(TestContext.Current.CancellationToken);
            using var barrier = new Barrier(Threads);
            var replaced = await Task.WhenAll(
                Enumerable
                    .Range(0, Threads)
                    .Select(thread =>
                        Task.Run(() =>
                        {
                            barrier.SignalAndWait(TestContext.Current.CancellationToken);
                            return slot.ReplaceAsync("Bearer 1", $"route {thread % 2}", TestContext.Current.CancellationToken);
                        })
                    )
            );
            Assert.All(replaced, result => Assert.Equal("Bearer 2", result.Token?.AuthorizationHeader));
        }
    }

    private static AccessToken Token(int number, TwoClocks clock)
    {
        var lifetime = TimeSpan.FromHours(1);
        return new AccessToken(
            $"Bearer {number}",
            new TokenLifetime(clock, ClockReading.Now(clock), lifetime, lifetime, TimeSpan.FromSeconds(30))
        );
    }
}
