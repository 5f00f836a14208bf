using System.Net;
using System.Net.Sockets;
using CiamGateway.Connections;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Connections;

/// <summary>Names are looked up for each connection. While DNS is slow or down, what is known serves.</summary>
public sealed class HostAddressesTests
{
    private static readonly IPAddress Address = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource<IPAddress[]> _never = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::7")]
    public async Task An_address_is_not_looked_up(string host)
    {
        var hosts = new HostAddresses((_, _, _) => throw new InvalidOperationException(), _clock);
        Assert.Equal([IPAddress.Parse(host)], (await hosts.FindAsync(host, Cancellation)).Addresses);
    }

    [Fact]
    public async Task Every_lookup_asks_DNS()
    {
        var names = new TestNames().With("api", "192.0.2.1");
        var hosts = new HostAddresses(names.ResolveAsync, _clock);
        Assert.Equal("192.0.2.1", await FindAsync(hosts));
        names.With("api", "192.0.2.2");
        Assert.Equal("192.0.2.2", await FindAsync(hosts));
    }

    [Theory]
    [InlineData(SocketError.TryAgain, "DNS failed temporarily")]
    [InlineData(SocketError.NoRecovery, "NoRecovery")]
    public async Task While_DNS_fails_the_last_known_addresses_serve(SocketError failure, string reason)
    {
        var names = new TestNames().With("api", "192.0.2.1");
        var hosts = new HostAddresses(names.ResolveAsync, _clock);
        await FindAsync(hosts);
        names.Failure = failure;
        var lookup = await hosts.FindAsync("api", Cancellation);
        Assert.Equal([Address], lookup.Addresses);
        Assert.Equal(reason, lookup.Failure);
        names.Failure = null;
        Assert.Null((await hosts.FindAsync("api", Cancellation)).Failure);
    }

    [Fact]
    public async Task A_name_that_no_longer_exists_has_no_address()
    {
        var names = new TestNames().With("api", "192.0.2.1");
        var hosts = new HostAddresses(names.ResolveAsync, _clock);
        await FindAsync(hosts);
        names.Failure = SocketError.HostNotFound;
        Assert.Equal(SocketError.HostNotFound, (await Assert.ThrowsAsync<SocketException>(() => FindAsync(hosts))).SocketErrorCode);
    }

    [Fact]
    public async Task A_name_without_any_address_does_not_exist()
    {
        var hosts = new HostAddresses((_, _, _) => Task.FromResult<IPAddress[]>([]), _clock);
        Assert.Equal(SocketError.HostNotFound, (await Assert.ThrowsAsync<SocketException>(() => FindAsync(hosts))).SocketErrorCode);
    }

    [Fact]
    public async Task After_2_s_without_an_answer_the_last_known_addresses_serve()
    {
        var isDown = false;
        var hosts = new HostAddresses((_, _, _) => isDown ? _never.Task : Task.FromResult<IPAddress[]>([Address]), _clock);
        await FindAsync(hosts);
        isDown = true;
        var lookup = hosts.FindAsync("api", Cancellation);
        Assert.False(lookup.IsCompleted);
        await RunClockUntil(() => lookup.IsCompleted);
        Assert.Equal("no answer in 2 s", (await lookup).Failure);
        Assert.InRange(_clock.GetUtcNow() - _clock.Start, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_DNS_server_that_never_answers_for_IPv6_costs_250_ms()
    {
        var asked = new List<AddressFamily>();
        var hosts = new HostAddresses(
            (_, family, _) =>
            {
                asked.Add(family);
                return family is AddressFamily.InterNetwork ? Task.FromResult<IPAddress[]>([Address]) : _never.Task;
            },
            _clock
        );
        var lookup = FindAsync(hosts);
        Assert.Equal([AddressFamily.Unspecified], asked);
        await RunClockUntil(() => lookup.IsCompleted);
        Assert.Equal("192.0.2.1", await lookup);
        Assert.InRange(_clock.GetUtcNow() - _clock.Start, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500));
    }

    private static async Task<string> FindAsync(HostAddresses hosts) =>
        Assert.Single((await hosts.FindAsync("api", Cancellation)).Addresses).ToString();

    private Task RunClockUntil(Func<bool> condition) =>
        Eventually.HoldsAsync(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(10));
            return condition();
        });
}
