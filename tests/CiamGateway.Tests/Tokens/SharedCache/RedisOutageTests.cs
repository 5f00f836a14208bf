using System.Security.Authentication;
using CiamGateway.Tokens.SharedCache;
using StackExchange.Redis;
using Xunit;

namespace CiamGateway.Tests.Tokens.SharedCache;

/// <summary>
/// Whatever is wrong with Redis, each replica does what it would do without one, says so once, and shares again when Redis is back.
/// </summary>
public sealed class RedisOutageTests : IDisposable
{
    private static readonly TimeSpan OperationTimeout = TimeSpan.FromSeconds(1);

    private readonly RedisGate _gate;
    private readonly Replicas _replicas;

    public RedisOutageTests(RedisFixture redis)
    {
        _gate = new RedisGate(redis);
        _replicas = new Replicas(redis, gate: _gate, operationTimeout: OperationTimeout);
    }

    public void Dispose()
    {
        _replicas.Dispose();
        _gate.Dispose();
    }

    [Fact]
    public async Task Down_at_the_start()
    {
        _gate.Die();
        _replicas.First.Answers(TokenEngine.TokenResponse("own"));
        Assert.Equal("Bearer own", await Replicas.TokenOf(_replicas.First));
        await SaidAsync(2012, 1);
        Assert.False(_replicas.First.SharedCache.Current!.IsConnected);
        _gate.Rise();
        await RecoveredAsync();
        _replicas.First.Answers(TokenEngine.TokenResponse("shared"));
        _replicas.First.Clock.Advance(TimeSpan.FromSeconds(7199));
        Assert.Equal("Bearer shared", await Replicas.TokenOf(_replicas.First));
        await _replicas.WrittenAsync(_replicas.First, 1);
    }

    [Fact]
    public async Task Gone_later()
    {
        await _replicas.PublishAsync();
        _gate.Die();
        _replicas.First.Answers(TokenEngine.TokenResponse("own"));
        Assert.Equal("Bearer own", await ReplaceAsync("first"));
        await SaidAsync(2012, 1);
        _gate.Rise();
        await RecoveredAsync();
        Assert.Null(_replicas.First.SharedCache.Current!.Trouble);
    }

    [Fact]
    public async Task Hanging_costs_a_token_request_no_more_than_the_time_for_one_answer()
    {
        await _replicas.PublishAsync();
        _gate.Hang();
        _replicas.First.Answers(TokenEngine.TokenResponse("own"));
        var sent = _gate.Sent;
        var replaced = ReplaceAsync("first");
        await Eventually.HoldsAsync(() => _gate.Sent > sent);
        Assert.False(replaced.IsCompleted);
        await _replicas.First.RunClockUntil(() => replaced.IsCompleted);
        Assert.Equal("Bearer own", await replaced);
        Assert.Equal(1, await FaultsAsync("timeout"));
        _gate.GoOn();
        await RecoveredAsync();
    }

    [Fact]
    public async Task A_fresh_token_costs_Redis_nothing()
    {
        await _replicas.PublishAsync();
        var sent = _gate.Sent;
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal("Bearer first", _replicas.First.Now().Token!.AuthorizationHeader);
        }
        Assert.Equal(sent, _gate.Sent);
    }

    [Theory]
    [InlineData("READONLY You can't write against a read only replica.", "is a replica")]
    [InlineData("OOM command not allowed when used memory > 'maxmemory'.", "has no memory left")]
    [InlineData("NOAUTH Authentication required.", "requires a password")]
    [InlineData("WRONGPASS invalid username-password pair or user is disabled.", "refuses the user")]
    [InlineData("NOPERM this user has no permissions to run the 'get' command", "does not permit")]
    [InlineData("LOADING Redis is loading the dataset in memory", "is still loading")]
    [InlineData("ERR something with Bearer abc in it", "answers with an error")]
    public void The_gateway_reports_Redis_errors_in_its_own_messages(string error, string words)
    {
        var fault = RedisFault.Of(new RedisServerException(RedisErrorKind.Unknown, CommandFlags.None, error));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", fault.ToString(), StringComparison.Ordinal);
        Assert.Equal("error", fault.Outcome);
    }

    [Fact]
    public void A_server_without_TLS_is_told_from_one_that_refuses_the_password()
    {
        var handshake = new AuthenticationException("Cannot determine the frame size or a corrupted frame was received.");
        var fault = RedisFault.Of(
            new RedisConnectionException(
                ConnectionFailureType.AuthenticationFailure,
                CommandFlags.None,
                "AuthenticationFailure",
                handshake,
                CommandStatus.Unknown
            )
        );
        Assert.Equal(("unreachable", "does not speak TLS at this address"), (fault.Outcome, fault.Message));
    }

    private Task<string> ReplaceAsync(string rejected) => ReplaceAsync(_replicas.First, rejected);

    private static async Task<string> ReplaceAsync(TokenEngine replica, string rejected) =>
        (await replica.Source().Now.Slot.ReplaceAsync($"Bearer {rejected}", "domain-list", TestContext.Current.CancellationToken))
            .Token!
            .AuthorizationHeader;

    private async Task<double> FaultsAsync(string outcome) =>
        await _replicas.First.SeriesAsync($$"""ciam_gateway_shared_cache_operations_total{operation="read",outcome="{{outcome}}"}""") ?? 0;

    /// <summary>Lets the clock run until the event was logged so often.</summary>
    private Task SaidAsync(int id, int count) => RunAsync(() => _replicas.First.Log.GetSnapshot().Count(entry => entry.Id == id) == count);

    private Task RecoveredAsync() =>
        RunAsync(() => _replicas.First.Log.GetSnapshot().LastOrDefault(entry => entry.Id.Id is 2011 or 2012)?.Id == 2011);

    private Task RunAsync(Func<bool> condition)
    {
        var step = TimeSpan.FromMilliseconds(20);
        return Eventually.HoldsAsync(
            () =>
            {
                var holds = condition();
                if (!holds)
                {
                    _replicas.First.Clock.Advance(step);
                }
                return holds;
            },
            interval: step
        );
    }
}
