using System.IO.Pipelines;
using System.Net;
using CiamGateway.Listening;
using CiamGateway.Listening.Strangers;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Listening;

/// <summary>Who is refused, who makes room and who is counted, without a server.</summary>
public sealed class ConnectionBudgetTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly UnprovenConnections _unproven = new();
    private readonly ConnectionBudget _budget;

    public ConnectionBudgetTests() => _budget = Budget(prefersCallers: true);

    [Fact]
    public void An_address_a_network_and_all_strangers_have_their_limits()
    {
        Assert.Equal(["in", "in", "address"], Enter("203.0.113.9", "203.0.113.9", "203.0.113.9"));
        Assert.Equal(["in", "in", "in", "in for strangers"], Enter("192.0.2.1", "192.0.2.2", "192.0.2.3", "198.51.100.1"));
        Assert.Equal(["network", "strangers"], Enter("192.0.2.4", "198.51.100.2"));
        Assert.Equal(5, _budget.Strangers);
    }

    [Fact]
    public void The_address_with_most_makes_room_at_once_for_one_with_fewer()
    {
        var (first, _) = (Open("192.0.2.1")!, Open("192.0.2.1"));
        Enter("198.51.100.1", "203.0.113.1", "203.0.114.1");
        Assert.Equal("in for strangers", Entered("203.0.115.1"));
        Assert.True(first.WasClosedForRoom);
        Assert.Equal("strangers", Entered("203.0.116.1"));
    }

    [Fact]
    public void Ten_thousand_connections_of_one_64_leave_two_and_an_empty_count_afterwards()
    {
        var admitted = Enumerable.Range(0, 10_000).Select(i => Open($"2001:db8::{i:x}")).OfType<ListenerConnection>().ToList();
        Assert.Equal(2, admitted.Count);
        admitted.ForEach(_budget.Leave);
        Assert.Equal((0, false, false), (_budget.Strangers, _unproven.Any, _unproven.AnyUnserved));
        Assert.Equal(["in", "in", "address"], Enter("2001:db8::1", "2001:db8::2", "2001:db8::3"));
    }

    [Fact]
    public void A_caller_that_has_proved_itself_leaves_its_place_to_others()
    {
        for (var i = 0; i < 8; i++)
        {
            Open("192.0.2.1")!.Stranger!.Prove();
        }
        Assert.Equal((0, false), (_budget.Strangers, _unproven.Any));
        Assert.Equal("total", Entered("192.0.2.1"));
    }

    [Fact]
    public void An_address_of_a_caller_is_not_shut_out_by_strangers_for_an_hour_and_keeps_its_own_limit()
    {
        Open("198.51.100.9")!.Stranger!.Prove();
        Enter("192.0.2.1", "192.0.2.2", "192.0.2.3", "203.0.113.1", "203.0.114.1");
        _budget.IsTight = true;
        Assert.Equal(["in", "in", "address"], Enter("198.51.100.9", "198.51.100.9", "198.51.100.9"));
        _budget.IsTight = false;
        Assert.Equal("strangers", Entered("198.51.100.8"));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.NotEqual("in", Entered("198.51.100.9"));
    }

    [Fact]
    public void Proxies_and_networks_of_callers_are_held_to_the_total_alone()
    {
        Assert.Equal(["in", "in", "in", "in", "in", "in", "in", "in", "total"], Enter([.. Enumerable.Repeat("10.0.0.1", 9)]));
    }

    [Fact]
    public void One_address_of_a_network_of_callers_has_half_of_the_total()
    {
        Assert.Equal(["in", "in", "in", "in", "total"], Enter([.. Enumerable.Repeat("10.1.0.1", 5)]));
        Assert.Equal(["in", "in", "in", "in", "total"], Enter([.. Enumerable.Repeat("10.1.0.2", 5)]));
    }

    [Fact]
    public void An_expected_address_takes_the_place_of_a_stranger_where_all_are_taken()
    {
        Enter("192.0.2.1", "198.51.100.1", "203.0.113.1");
        Enter([.. Enumerable.Repeat("10.0.0.1", 5)]);
        Assert.Equal("in for total", Entered("10.0.0.1"));
        Assert.Equal(2, _budget.Strangers);
    }

    [Fact]
    public void A_connection_that_had_time_for_a_request_makes_room()
    {
        var oldest = Open("192.0.2.1")!;
        Open("192.0.2.1");
        Assert.Equal("address", Entered("192.0.2.1"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("in for address", Entered("192.0.2.1"));
        Assert.True(oldest.WasClosedForRoom);
        Assert.Null(oldest.Stranger);
        _budget.Leave(oldest);
        Assert.Equal(2, _budget.Strangers);
    }

    [Fact]
    public void A_connection_with_a_request_or_one_that_was_served_makes_no_room()
    {
        var (busy, served) = (Open("192.0.2.1")!.Stranger!, Open("192.0.2.1")!.Stranger!);
        busy.RequestBegins();
        served.RequestBegins();
        served.RequestEnds(isServed: true, _clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("address", Entered("192.0.2.1"));
        busy.RequestEnds(isServed: false, _clock.GetTimestamp());
        Assert.Equal("in for address", Entered("192.0.2.1"));
        Assert.True(_unproven.AnyUnserved);
    }

    [Fact]
    public void What_is_served_on_the_management_listener_makes_room_all_the_same()
    {
        var budget = Budget(prefersCallers: false);
        var (first, _) = (Open("192.0.2.1", budget)!.Stranger!, Open("192.0.2.1", budget));
        first.RequestBegins();
        first.RequestEnds(isServed: true, _clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull(Open("192.0.2.1", budget));
        Assert.True(first.Connection.WasClosedForRoom);
    }

    [Fact]
    public void Silent_connections_end_after_the_limit_and_connections_with_part_of_a_request_after_twice_the_limit()
    {
        var (silent, partial, busy) = (Open("192.0.2.1")!, Open("192.0.2.1")!, Open("198.51.100.1")!);
        partial.HasRead = true;
        busy.Stranger!.RequestBegins();
        _clock.Advance(TimeSpan.FromSeconds(14.9));
        Assert.Empty(_budget.TakeSilent(TimeSpan.FromSeconds(15)));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal([silent], _budget.TakeSilent(TimeSpan.FromSeconds(15)).Select(taken => taken.Connection));
        _clock.Advance(TimeSpan.FromSeconds(16.9));
        Assert.Empty(_budget.TakeSilent(TimeSpan.FromSeconds(15)));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal([partial], _budget.TakeSilent(TimeSpan.FromSeconds(15)).Select(taken => taken.Connection));
        busy.Stranger!.RequestEnds(isServed: false, _clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal([busy], _budget.TakeSilent(TimeSpan.FromSeconds(15)).Select(taken => taken.Connection));
    }

    [Fact]
    public void A_silent_connection_from_an_address_of_callers_stays_unless_part_of_a_request_has_come()
    {
        var (before, caller, after, network) = (Open("192.0.2.1")!, Open("192.0.2.1")!, default(ListenerConnection), Open("10.1.0.1")!);
        caller.Stranger!.Prove();
        (after, var stranger) = (Open("192.0.2.1")!, Open("198.51.100.1")!);
        _clock.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal([stranger], _budget.TakeSilent(TimeSpan.FromSeconds(15)).Select(taken => taken.Connection));
        (before.HasRead, network.HasRead) = (true, true);
        Assert.Equal(
            new HashSet<ListenerConnection> { before, network },
            _budget.TakeSilent(TimeSpan.FromSeconds(15)).Select(taken => taken.Connection).ToHashSet()
        );
        Assert.NotNull(after.Stranger);
    }

    [Fact]
    public void A_peak_is_told_once_when_a_quarter_is_left()
    {
        List<ListenerConnection> open = [Open("192.0.2.1")!, Open("192.0.2.1")!, Open("198.51.100.1")!, Open("203.0.113.1")!];
        Assert.False(_budget.IsOverPeak(4));
        open[..3].ForEach(_budget.Leave);
        Assert.False(_budget.IsOverPeak(5));
        Assert.True(_budget.IsOverPeak(4));
        Assert.False(_budget.IsOverPeak(4));
    }

    [Fact]
    public void Without_memory_strangers_are_refused_and_callers_are_not()
    {
        _budget.IsTight = true;
        Assert.Equal(["memory", "in", "in"], Enter("192.0.2.1", "10.0.0.1", "10.1.0.1"));
    }

    [Theory]
    [InlineData("192.0.2.1 192.0.2.1", "192.0.2.1", "address")]
    [InlineData("192.0.2.1 192.0.2.2 192.0.2.3", "192.0.2.4", "network")]
    [InlineData("192.0.2.1 192.0.2.2 198.51.100.1 198.51.100.2 203.0.113.1", "203.0.113.2", "strangers")]
    [InlineData("192.0.2.1 192.0.2.1", "192.0.2.2", "")]
    [InlineData("10.0.0.1 10.0.0.1 10.0.0.1", "10.0.0.1", "")]
    [InlineData("10.1.0.1 10.1.0.1 10.1.0.1", "10.1.0.1", "")]
    public void A_connection_over_a_limit_is_refused_at_once(string others, string address, string refusal)
    {
        Assert.All(others.Split(' '), other => Assert.Equal("in", Entered(other)));
        Assert.Equal((refusal.Length > 0, refusal), (_budget.Refuses(IPAddress.Parse(address), out var first), first));
        // Now the others have had time for a request, and one of them makes room.
        _clock.Advance(ConnectionBudget.TimeForRequest);
        Assert.False(_budget.Refuses(IPAddress.Parse(address), out _));
    }

    [Fact]
    public void Without_memory_a_stranger_is_refused_at_once()
    {
        _budget.IsTight = true;
        Assert.True(_budget.Refuses(IPAddress.Parse("192.0.2.1"), out var refusal));
        Assert.Equal("memory", refusal);
        Assert.False(_budget.Refuses(IPAddress.Parse("10.1.0.1"), out _));
    }

    [Fact]
    public void Without_memory_a_call_from_an_address_of_a_caller_goes_on()
    {
        Open("198.51.100.9")!.Stranger!.Prove();
        var (stranger, calls, silent) = (Open("192.0.2.1")!, Open("198.51.100.9")!, Open("10.1.0.1")!);
        stranger.Stranger!.RequestBegins();
        calls.Stranger!.RequestBegins();
        Assert.Equal([stranger], _budget.TakeUnserved().Select(closed => closed.Connection));
        _clock.Advance(ConnectionBudget.TimeForRequest);
        Assert.Equal([silent], _budget.TakeUnserved().Select(closed => closed.Connection));
    }

    private ConnectionBudget Budget(bool prefersCallers) =>
        new(() => new ConnectionLimits(Total: 8, Strangers: 5, PerNetwork: 3, PerAddress: 2), OriginOf, prefersCallers, _unproven, _clock);

    private static ConnectionOrigin OriginOf(IPAddress? address) =>
        address!.ToString() switch
        {
            "10.0.0.1" => ConnectionOrigin.TrustedProxy,
            "10.1.0.1" or "10.1.0.2" => ConnectionOrigin.CallerNetwork,
            _ => ConnectionOrigin.Stranger,
        };

    private List<string> Enter(params string[] addresses) => [.. addresses.Select(Entered)];

    private string Entered(string address)
    {
        var isRefusedAtOnce = _budget.Refuses(IPAddress.Parse(address), out var first);
        var isIn = _budget.TryEnter(NewConnection(), IPAddress.Parse(address), out var reason, out _);
        Assert.True(
            !isRefusedAtOnce || (!isIn && reason == first),
            $"{address} is refused at once for '{first}', and {isIn} for '{reason}'"
        );
        return (isIn, reason) switch
        {
            (true, null) => "in",
            (true, _) => $"in for {reason}",
            _ => reason!,
        };
    }

    private static ListenerConnection NewConnection() =>
        new(new DefaultConnectionContext { Transport = new Pipes() }, new UnreadRequests());

    private ListenerConnection? Open(string address, ConnectionBudget? budget = null)
    {
        var connection = NewConnection();
        return (budget ?? _budget).TryEnter(connection, IPAddress.Parse(address), out _, out _) ? connection : null;
    }

    private sealed class Pipes : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(Stream.Null);

        public PipeWriter Output { get; } = PipeWriter.Create(Stream.Null);
    }
}
