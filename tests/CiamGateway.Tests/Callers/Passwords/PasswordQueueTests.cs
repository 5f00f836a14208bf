using System.Collections.Concurrent;
using System.Net;
using System.Text;
using CiamGateway.Callers;
using CiamGateway.Callers.Passwords;
using CiamGateway.Callers.Schemes;
using CiamGateway.Telemetry.Metrics;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace CiamGateway.Tests.Callers.Passwords;

/// <summary>
/// In which order passwords are checked, and which are refused since too many wait. The test ends each check when it likes.
/// </summary>
public sealed class PasswordQueueTests : IDisposable
{
    private const string Inside = "203.0.113.1";

    private readonly PasswordThrottle _throttle = new(new FakeTimeProvider());
    private readonly ConcurrentQueue<string> _begun = new();
    private readonly SemaphoreSlim _mayEnd = new(0);
    private readonly PasswordQueue _queue;
    private readonly CallerDirectory _directory = new(
        TestCallers.Access(
            TestCallers.WithPasswords("ops-console", TestCallers.First) with
            {
                Networks = TestCallers.Networks("203.0.113.0/24"),
            }
        ) with
        {
            PasswordChecks = new PasswordCheckLimits(Waiting: 5, WaitingPerAddress: 2),
        }
    );

    public PasswordQueueTests() => _queue = new PasswordQueue(_throttle, new GatewayMetrics(), attempt =>
        {
            _begun.Enqueue(attempt.Name);
            _mayEnd.Wait();
            return Refusal.Password;
        });

    private static int Threads => Math.Max(1, Environment.ProcessorCount / 2);

    public void Dispose()
    {
        _queue.Dispose();
        _mayEnd.Release(1000);
        _mayEnd.Dispose();
        _throttle.Dispose();
    }

    [Fact]
    public async Task A_callers_network_does_not_wait_for_strangers()
    {
        await OccupyAsync();
        _ = Enqueue("stranger", "198.51.100.1");
        _ = Enqueue("right", Inside);
        await BegunAsync("right");
        Assert.DoesNotContain("stranger", _begun);
    }

    [Fact]
    public async Task A_password_that_was_right_before_comes_first_then_callers_networks_then_strangers_with_few_wrong_ones()
    {
        await OccupyAsync();
        _ = Enqueue("of network 0", "203.0.113.9");
        await BegunAsync("of network 0");
        for (var i = 0; i < 3; i++)
        {
            _throttle.Wrong(IPAddress.Parse("198.51.100.1"), "nobody", network: null);
        }
        var waiting = new List<Task>
        {
            Enqueue("stranger with wrong ones", "198.51.100.1"),
            Enqueue("stranger of such a network", "198.51.100.2"),
            Enqueue("stranger", "192.0.2.1"),
            Enqueue("of network", Inside),
            Enqueue("known", "192.0.2.2", wasRight: true),
        };
        string[] expected = ["known", "of network", "stranger", "stranger of such a network", "stranger with wrong ones"];
        _mayEnd.Release(1000);
        await Task.WhenAll(waiting);
        Assert.Equal(expected.Order(), _begun.Where(expected.Contains).Order());
        if (Threads == 1)
        {
            Assert.Equal(expected[2..], _begun.Where(expected[2..].Contains));
        }
    }

    [Fact]
    public async Task An_address_has_one_check_at_once_and_so_many_that_wait()
    {
        _ = Enqueue("one", Inside, "1");
        await BegunAsync("one");
        _ = Enqueue("two", Inside, "2");
        _ = Enqueue("three", Inside, "3");
        Assert.Equal("overloaded", await ReasonAsync(Enqueue("four", Inside, "4")));
        _ = Enqueue("another", "203.0.113.2");
        await BegunAsync("another");
        Assert.Equal(["one", "another"], _begun);
        _ = Enqueue("known", Inside, "5", wasRight: true);
    }

    [Fact]
    public async Task When_too_many_wait_the_addresses_with_the_most_wrong_passwords_are_refused()
    {
        await OccupyAsync();
        var wrong = Enqueue("with wrong ones", "198.51.100.1");
        var others = Enumerable.Range(0, 4).Select(i => Enqueue($"stranger {i}", $"192.0.2.{i}")).ToList();
        _throttle.Wrong(IPAddress.Parse("198.51.100.1"), "nobody", network: null);
        _throttle.Wrong(IPAddress.Parse("198.51.100.2"), "nobody", network: null);
        Assert.Equal("overloaded", await ReasonAsync(Enqueue("late with wrong ones", "198.51.100.2")));
        Assert.False(wrong.IsCompleted);
        _ = Enqueue("fresh", "192.0.2.9");
        Assert.Equal("overloaded", await ReasonAsync(wrong));
        Assert.Equal("overloaded", await ReasonAsync(Enqueue("late", "192.0.2.10")));
        var known = Enqueue("known", "192.0.2.11", wasRight: true);
        await BegunAsync("known");
        Assert.False(known.IsCompleted);
        Assert.All(others, other => Assert.False(other.IsCompleted));
    }

    /// <summary>Gives all threads for strangers something to check.</summary>
    private async Task OccupyAsync()
    {
        for (var i = 0; i < Threads; i++)
        {
            _ = Enqueue($"first {i}", $"198.51.101.{i}");
            await BegunAsync($"first {i}");
        }
    }

    private Task BegunAsync(string name) => Eventually.HoldsAsync(() => _begun.Contains(name));

    private static async Task<string> ReasonAsync(Task<PasswordResult> check) => (await check).Identification.Refusal!.Reason;

    private Task<PasswordResult> Enqueue(string name, string source, string password = "wrong", bool wasRight = false)
    {
        var credentials = new BasicCredentials(name, Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(name + password));
        var fingerprint = (UInt128)(uint)(name + password).GetHashCode(StringComparison.Ordinal);
        return _queue.CheckAsync(new PasswordAttempt(credentials, fingerprint, _directory, IPAddress.Parse(source), wasRight));
    }
}
