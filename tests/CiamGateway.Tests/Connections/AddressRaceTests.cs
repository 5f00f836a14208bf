using System.Net;
using System.Net.Sockets;
using CiamGateway.Connections;
using CiamGateway.Telemetry;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Connections;

/// <summary>Happy Eyeballs (RFC 8305) on a clock that the test owns, with addresses that do what the test says.</summary>
public sealed class AddressRaceTests
{
    private static readonly IPAddress First = IPAddress.Parse("2001:db8::1");
    private static readonly IPAddress Second = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Third = IPAddress.Parse("2001:db8::2");

    private readonly FakeTimeProvider _clock = new();
    private readonly List<IPAddress> _tried = [];
    private readonly Dictionary<IPAddress, TaskCompletionSource<Socket>> _connecting = [];
    private readonly List<CancellationToken> _cancellations = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_single_address_is_connected_without_any_delay()
    {
        var race = RunAsync(First);
        Connect(First);
        var (winner, others) = await race;
        Assert.Equal(First, winner.Address);
        Assert.Empty(others);
    }

    [Fact]
    public async Task An_address_that_does_not_answer_delays_the_next_one_by_250_ms()
    {
        var race = RunAsync(First, Second);
        _clock.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal([First], _tried);
        await AdvanceUntilTriedAsync(2);
        Assert.Equal([First, Second], _tried);
        Connect(Second);
        var (winner, others) = await race;
        Assert.Equal(Second, winner.Address);
        Assert.Equal("2001:db8::1 (no answer yet)", Assert.Single(others).Describe("no answer yet"));
        Assert.True(_cancellations[0].IsCancellationRequested);
    }

    [Fact]
    public async Task An_address_that_fails_does_not_delay_the_next_one()
    {
        var race = RunAsync(First, Second);
        Fail(First, SocketError.NetworkUnreachable);
        await UntilTriedAsync(2);
        Connect(Second);
        var (winner, others) = await race;
        Assert.Equal(Second, winner.Address);
        Assert.Equal("2001:db8::1 (network unreachable)", Assert.Single(others).Describe(""));
    }

    [Fact]
    public async Task The_first_address_wins_when_it_answers_late_but_before_the_others()
    {
        var race = RunAsync(First, Second);
        await AdvanceUntilTriedAsync(2);
        Connect(First);
        Assert.Equal(First, (await race).Winner.Address);
    }

    [Fact]
    public async Task A_connection_that_comes_too_late_is_closed()
    {
        var race = RunAsync(First, Second);
        await AdvanceUntilTriedAsync(2);
        Connect(Second);
        await race;
        using var late = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _connecting[First].SetResult(late);
        Assert.True(late.SafeHandle.IsClosed);
    }

    [Fact]
    public async Task When_all_fail_the_message_names_each_address_and_why()
    {
        var race = RunAsync(First, Second, Third);
        Fail(First, SocketError.NetworkUnreachable);
        await UntilTriedAsync(2);
        Fail(Second, SocketError.ConnectionRefused);
        await UntilTriedAsync(3);
        Fail(Third, SocketError.TimedOut);
        var failure = await Assert.ThrowsAsync<ConnectFailedException>(() => race);
        Assert.Equal("tried 2001:db8::1 (network unreachable), 192.0.2.1 (connection refused), 2001:db8::2 (no answer)", failure.Message);
        Assert.Equal(SocketError.ConnectionRefused, failure.SocketErrorCode);
    }

    [Fact]
    public async Task When_the_time_limit_ends_it_the_message_names_each_address_that_was_tried()
    {
        using var limit = new CancellationTokenSource();
        var race = RunAsync(limit.Token, First, Second, Third);
        await AdvanceUntilTriedAsync(2);
        await limit.CancelAsync();
        var failure = await Assert.ThrowsAsync<ConnectFailedException>(() => race);
        Assert.Equal("tried 2001:db8::1 (no answer), 192.0.2.1 (no answer)", failure.Message);
        Assert.Equal(SocketError.TimedOut, failure.SocketErrorCode);
        Assert.All(_cancellations, attempt => Assert.True(attempt.IsCancellationRequested));
    }

    [Fact]
    public async Task A_machine_without_IPv6_connects_over_IPv4()
    {
        var race = RunAsync(First, Third, Second);
        Fail(First, SocketError.AddressFamilyNotSupported);
        await UntilTriedAsync(2);
        Fail(Third, SocketError.AddressFamilyNotSupported);
        await UntilTriedAsync(3);
        Connect(Second);
        Assert.Equal(Second, (await race).Winner.Address);
    }

    [Fact]
    public void Families_alternate_and_the_systems_first_choice_stays_first()
    {
        Assert.Equal(
            ["2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "2001:db8::3"],
            Interleave(null, "2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1", "192.0.2.2")
        );
        Assert.Equal(["192.0.2.1", "2001:db8::1"], Interleave(null, "192.0.2.1", "2001:db8::1"));
        Assert.Equal(["192.0.2.1", "2001:db8::1"], Interleave(AddressFamily.InterNetworkV6, "2001:db8::1", "192.0.2.1"));
        Assert.Equal(["2001:db8::1", "2001:db8::2"], Interleave(AddressFamily.InterNetworkV6, "2001:db8::1", "2001:db8::2"));
    }

    private static IEnumerable<string> Interleave(AddressFamily? later, params string[] addresses) =>
        AddressRace.Interleave([.. addresses.Select(IPAddress.Parse)], later).Select(address => address.ToString());

    private Task<(ConnectAttempt Winner, IReadOnlyList<ConnectAttempt> Others)> RunAsync(params IPAddress[] addresses) =>
        RunAsync(Cancellation, addresses);

    private Task<(ConnectAttempt Winner, IReadOnlyList<ConnectAttempt> Others)> RunAsync(
        CancellationToken cancellationToken,
        params IPAddress[] addresses
    ) => new AddressRace(ConnectAsync, _clock).RunAsync(addresses, 443, cancellationToken);

    private Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        Assert.Equal(443, address.Port);
        var connecting = _connecting[address.Address] = new TaskCompletionSource<Socket>();
        _cancellations.Add(cancellationToken);
        _tried.Add(address.Address);
        return connecting.Task;
    }

    private void Connect(IPAddress address) => _connecting[address].SetResult(new Socket(SocketType.Stream, ProtocolType.Tcp));

    private void Fail(IPAddress address, SocketError error) => _connecting[address].SetException(new SocketException((int)error));

    private async Task AdvanceUntilTriedAsync(int count)
    {
        _clock.Advance(TimeSpan.FromMilliseconds(250));
        await UntilTriedAsync(count);
    }

    private Task UntilTriedAsync(int count) => Eventually.HoldsAsync(() => _tried.Count >= count);
}
