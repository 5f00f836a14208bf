using CiamGateway.Chaos.Faults;
using CiamGateway.Chaos.Faults.Processes;
using CiamGateway.Chaos.Faults.TokenEndpoints;
using CiamGateway.Chaos.Judging;
using CiamGateway.Chaos.Run;
using CiamGateway.Chaos.Servers;
using Xunit;

namespace CiamGateway.Tests.Chaos;

/// <summary>How the chaos program counts token requests.</summary>
public sealed class TokenRequestJudgeTests : IAsyncDisposable
{
    private readonly ChaosFixture _chaos = new();

    public ValueTask DisposeAsync() => _chaos.DisposeAsync();

    [Fact]
    public void One_request_a_second_in_an_outage_is_allowed_for_all_tokens_together()
    {
        for (var second = 1; second < 30; second++)
        {
            Ask(second, second % 2 == 0 ? "first.read" : "first.write");
        }
        Assert.Empty(Promises(Outage()));
    }

    [Fact]
    public void More_than_one_a_second_is_reported()
    {
        for (var second = 1.0; second < 30; second += 0.8)
        {
            Ask(second, "first.read");
        }
        Assert.Equal(["token requests in an outage"], Promises(Outage()));
    }

    [Fact]
    public void The_first_request_for_each_token_and_its_retries_are_not_counted()
    {
        for (var second = 1; second < 30; second++)
        {
            Ask(second, "first.read");
            Ask(second + 0.5, $"first.other{second / 4}");
        }
        Assert.Empty(Promises(Outage()));
    }

    [Fact]
    public void Of_several_gateways_each_may_ask_once_a_second()
    {
        for (var second = 1; second < 30; second++)
        {
            Ask(second, "first.read", "0");
            Ask(second, "first.read", "1");
        }
        Assert.Empty(Promises(Outage()));
    }

    [Fact]
    public void What_a_gateway_asks_after_its_start_is_not_counted()
    {
        Ask(1, "first.read");
        for (var second = 10.0; second < 16; second += 0.15)
        {
            Ask(second, "first.read");
        }
        Assert.Equal(["token requests in an outage"], Promises(Outage()));
        Assert.Empty(Promises(Outage(), Happened(new GatewayIsRestarted(), 9, 12)));
    }

    [Fact]
    public void A_token_that_is_granted_ends_the_outage_for_the_count()
    {
        for (var second = 1.0; second < 30; second += 0.5)
        {
            Ask(second, "first.read");
        }
        var granted = new TokenRequest(TimeSpan.FromSeconds(3), "first.read", "0", _chaos.Granted("first.read"))
        {
            Answered = TimeSpan.FromSeconds(3),
        };
        _chaos.First.AuthorizationServer.Requests.Enqueue(granted);
        Assert.Empty(Promises(Outage()));
    }

    [Fact]
    public void A_renewal_before_half_of_the_life_is_reported_unless_a_fault_explains_it()
    {
        var granted = new TokenRequest(TimeSpan.FromSeconds(1), "first.read", "0", _chaos.Granted("first.read", lifetime: 20))
        {
            Answered = TimeSpan.FromSeconds(1),
        };
        _chaos.First.AuthorizationServer.Requests.Enqueue(granted);
        Ask(8, "first.read");
        Assert.Equal(["one token request a renewal"], Promises());
        Assert.Empty(Promises(Happened(new ClockIsSetForward(), 7, 9)));
    }

    private static Occurrence Outage() => Happened(new TokenEndpointAnswers500(), 0, 30);

    private static Occurrence Happened(Fault fault, double began, double ended) =>
        new(fault, TimeSpan.Zero, TimeSpan.Zero, Side: 0, Replica: 0, Seed: 0)
        {
            Began = TimeSpan.FromSeconds(began),
            Ended = TimeSpan.FromSeconds(ended),
        };

    private void Ask(double second, string scope, string replica = "0") =>
        _chaos.First.AuthorizationServer.Requests.Enqueue(new TokenRequest(TimeSpan.FromSeconds(second), scope, replica, Token: null));

    private string[] Promises(params IReadOnlyList<Occurrence> faults) =>
        [.. new TokenRequestJudge(_chaos.Timeline(faults), [_chaos.First, _chaos.Second]).Violations().Select(one => one.Promise)];
}
