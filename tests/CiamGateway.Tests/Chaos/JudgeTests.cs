using CiamGateway.Chaos.Faults.Apis;
using CiamGateway.Chaos.Faults.Processes;
using CiamGateway.Chaos.Faults.TokenEndpoints;
using CiamGateway.Chaos.Faults.Tokens;
using CiamGateway.Chaos.Judging;
using CiamGateway.Chaos.Load;
using CiamGateway.Chaos.Run;
using Xunit;

namespace CiamGateway.Tests.Chaos;

/// <summary>What the chaos program reports, so that a run without a violation says something.</summary>
public sealed class JudgeTests : IAsyncDisposable
{
    private readonly ChaosFixture _chaos = new();

    public ValueTask DisposeAsync() => _chaos.DisposeAsync();

    [Fact]
    public void A_call_that_is_served_at_once_breaks_no_promise()
    {
        _chaos.Granted("first.read");
        AssertJudged([], ChaosFixture.Arrived(_chaos.Call("GET", "items")));
    }

    [Fact]
    public void A_post_that_the_API_carries_out_twice_is_reported_also_if_a_fault_of_the_API_lasts() =>
        AssertJudged(
            ["carried out twice"],
            ChaosFixture.Arrived(ChaosFixture.Arrived(_chaos.Call("POST", "actions"))),
            ChaosFixture.Happened(new ApiCarriesOutAndCloses(), isOver: false)
        );

    [Fact]
    public void A_put_may_be_carried_out_twice_and_a_post_may_arrive_twice()
    {
        AssertJudged([], ChaosFixture.Arrived(ChaosFixture.Arrived(_chaos.Call("PUT", "items/7"))));
        AssertJudged([], ChaosFixture.Arrived(ChaosFixture.Arrived(_chaos.Call("POST", "actions"), 401, isCarriedOut: false)));
    }

    [Theory]
    [InlineData(502, "upstream_unreachable")]
    [InlineData(503, "token_unavailable")]
    [InlineData(500, null)]
    [InlineData(401, null)]
    [InlineData(0, "no whole answer: reset")]
    public void A_failure_without_a_fault_is_reported(int status, string? error) =>
        AssertJudged(["avoidable failure"], _chaos.Call("GET", "items", status: status, error: error));

    [Fact]
    public void A_failure_for_want_of_a_token_is_the_outage_s_unless_a_token_serves()
    {
        var outage = ChaosFixture.Happened(new TokenEndpointAnswers500(), isOver: false);
        AssertJudged([], _chaos.Call("GET", "items", status: 503, error: "token_unavailable"), outage);
        _chaos.Granted("first.read");
        AssertJudged(["avoidable failure"], _chaos.Call("GET", "items", status: 503, error: "token_unavailable"), outage);
    }

    [Fact]
    public void A_failure_of_the_API_is_not_explained_by_an_outage_of_the_token_endpoint() =>
        AssertJudged(
            ["avoidable failure"],
            _chaos.Call("GET", "items", status: 502, error: "upstream_unreachable"),
            ChaosFixture.Happened(new TokenEndpointAnswers500(), isOver: false)
        );

    [Fact]
    public void A_failure_later_than_two_seconds_after_the_outage_is_reported()
    {
        var outage = ChaosFixture.Happened(new TokenEndpointAnswers500());
        outage.Ended = RunClock.Now - TimeSpan.FromSeconds(3.2);
        AssertJudged(["avoidable failure"], _chaos.Call("GET", "items", status: 503, error: "token_unavailable"), outage);
        outage.Ended = RunClock.Now - TimeSpan.FromSeconds(2.5);
        AssertJudged([], _chaos.Call("GET", "items", status: 503, error: "token_unavailable"), outage);
    }

    [Fact]
    public void A_fault_of_one_side_explains_no_failure_of_the_other()
    {
        var fault = ChaosFixture.Happened(new ApiRefusesConnections(), isOver: false) with { Side = 1 };
        AssertJudged(["avoidable failure"], _chaos.Call("GET", "items", status: 502, error: "upstream_unreachable"), fault);
    }

    [Fact]
    public void A_fault_of_one_gateway_explains_no_failure_of_another()
    {
        var call = _chaos.Call("GET", "items", status: 0, error: "no whole answer: reset");
        AssertJudged([], call, ChaosFixture.Happened(new GatewayIsKilled(), isOver: false));
        AssertJudged(["avoidable failure"], call, ChaosFixture.Happened(new GatewayIsKilled(), isOver: false) with { Replica = 1 });
    }

    [Fact]
    public void A_connection_that_is_refused_for_want_of_memory_is_explained_and_a_failure_of_another_kind_is_not()
    {
        var fault = ChaosFixture.Happened(new MemoryIsScarce(), isOver: false);
        AssertJudged([], _chaos.Call("GET", "items", status: 0, error: "no whole answer: reset"), fault);
        AssertJudged(["avoidable failure"], _chaos.Call("GET", "items", status: 503, error: "token_unavailable"), fault);
        var arrived = ChaosFixture.Arrived(_chaos.Call("GET", "items", status: 0, error: "no whole answer: reset"));
        AssertJudged(["avoidable failure"], arrived, fault);
    }

    [Fact]
    public void A_wait_is_reported_if_the_token_served_or_could_be_had()
    {
        AssertJudged(["avoidable wait"], ChaosFixture.Arrived(_chaos.Call("GET", "items", milliseconds: 60)));
        var outage = ChaosFixture.Happened(new TokenEndpointIsSlow(), isOver: false);
        AssertJudged([], ChaosFixture.Arrived(_chaos.Call("GET", "items", milliseconds: 60)), outage);
        _chaos.Granted("first.read");
        AssertJudged(["avoidable wait"], ChaosFixture.Arrived(_chaos.Call("GET", "items", milliseconds: 60)), outage);
    }

    [Fact]
    public void A_wait_that_the_machine_explains_is_not_reported()
    {
        var judge = new Judge(_chaos.Timeline(), (_, _, _) => TimeSpan.FromMilliseconds(20), _ => TimeSpan.MinValue);
        judge.Add(ChaosFixture.Arrived(_chaos.Call("GET", "items", milliseconds: 65)));
        judge.JudgeEnded();
        Assert.Empty(judge.Violations);
    }

    [Fact]
    public void A_revoked_token_explains_the_401_of_a_call_that_cannot_be_sent_again()
    {
        var fault = ChaosFixture.Happened(new TokensAreRevoked(), isOver: false);
        AssertJudged([], _chaos.Call("POST", "uploads", status: 401), fault);
        AssertJudged(["avoidable failure"], _chaos.Call("GET", "items", status: 401), fault);
    }

    [Fact]
    public void A_token_that_is_revoked_while_a_call_is_on_its_way_is_no_usable_token()
    {
        var token = _chaos.Granted("first.read");
        var call = _chaos.Call("GET", "items", status: 401);
        var outage = ChaosFixture.Happened(new TokenEndpointAnswers500(), isOver: false);
        token.Revoked = call.End + TimeSpan.FromMilliseconds(1);
        AssertJudged(["avoidable failure"], call, outage);
        token.Revoked = call.End - TimeSpan.FromMilliseconds(1);
        AssertJudged([], call, outage);
    }

    private void AssertJudged(string[] expected, Call call, params IReadOnlyList<Occurrence> faults)
    {
        var judge = _chaos.Judge(faults);
        judge.Add(call);
        judge.JudgeEnded();
        Assert.Equal(expected, judge.Violations.Select(violation => violation.Promise));
    }
}
