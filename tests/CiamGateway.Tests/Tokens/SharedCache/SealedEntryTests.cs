using StackExchange.Redis;
using Xunit;

namespace CiamGateway.Tests.Tokens.SharedCache;

/// <summary>An entry in Redis tells nothing without the credential, and a forged one is not used.</summary>
public sealed class SealedEntryTests : IDisposable
{
    private readonly RedisFixture _redis;
    private readonly Replicas _replicas;

    public SealedEntryTests(RedisFixture redis)
    {
        _redis = redis;
        _replicas = new Replicas(redis);
    }

    public void Dispose() => _replicas.Dispose();

    [Fact]
    public async Task No_name_and_no_value_shows_a_token_a_secret_a_client_or_a_scope()
    {
        const string token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJnYXRld2F5In0.c2ln";
        await _replicas.PublishAsync(token);
        Assert.NotEmpty(_redis.Keys(_replicas.Prefix));
        foreach (var key in _redis.Keys(_replicas.Prefix))
        {
            var text = $"{key} {System.Text.Encoding.Latin1.GetString((byte[])(await _redis.Database.StringGetAsync(key))!)}";
            Assert.All(
                [token, token.Split('.')[1], "Bearer", TokenEngine.Secret, "Acrvzwdh0", "application.client", TokenEngine.Client],
                word => Assert.DoesNotContain(word, text, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task It_is_gone_when_the_token_is()
    {
        await _replicas.PublishAsync(expiresIn: "600");
        var remaining = await _redis.Database.KeyTimeToLiveAsync(_replicas.Entry);
        Assert.InRange(remaining!.Value.TotalSeconds, 1, 600);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(12)]
    [InlineData(20)]
    [InlineData(-1)]
    [InlineData(-16)]
    [InlineData(-17)]
    public async Task An_entry_with_a_byte_changed_is_a_miss_that_is_counted_and_then_replaced(int position)
    {
        await _replicas.PublishAsync();
        await ChangeAsync(entry => entry[position < 0 ? entry.Length + position : position] ^= 1);
        await AssertUnreadableAsync();
        await _replicas.WrittenAsync(_replicas.Second, 1);
        Assert.Equal("Bearer second", await Replicas.TokenOf(_replicas.Start()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(28)]
    [InlineData(29)]
    [InlineData(60)]
    public async Task So_is_one_that_is_cut_off(int length)
    {
        await _replicas.PublishAsync();
        await PutAsync(_replicas.Entry, (await GetAsync(_replicas.Entry))[..length]);
        await AssertUnreadableAsync(length == 0 ? "miss" : "unreadable");
    }

    [Fact]
    public async Task So_is_one_that_has_no_end()
    {
        await _replicas.PublishAsync();
        await PutAsync(_replicas.Entry, new byte[5_000_000]);
        await AssertUnreadableAsync();
        await _replicas.WrittenAsync(_replicas.Second, 1);
        Assert.Equal("Bearer second", await Replicas.TokenOf(_replicas.Start()));
    }

    [Fact]
    public async Task So_is_one_that_belongs_under_another_name()
    {
        await _replicas.PublishAsync();
        var own = _replicas.Entry;
        _replicas.First.Answers(TokenEngine.TokenResponse("other"));
        Assert.True((await _replicas.First.AskAsync("domain.manage")).Succeeded);
        await _replicas.WrittenAsync(_replicas.First, 2);
        var other = _redis.Entries(_replicas.Prefix).Single(key => key != own);
        await PutAsync(own, await GetAsync(other));
        await AssertUnreadableAsync();
    }

    [Fact]
    public async Task One_that_is_put_back_after_its_time_is_a_miss()
    {
        await _replicas.PublishAsync(expiresIn: "600");
        var (name, old) = (_replicas.Entry, await GetAsync(_replicas.Entry));
        _replicas.Advance(TimeSpan.FromSeconds(600));
        await PutAsync(name, old);
        await AssertUnreadableAsync("expired");
    }

    [Fact]
    public async Task A_replica_whose_clock_is_behind_goes_by_the_time_that_the_store_counts()
    {
        await _replicas.PublishAsync(expiresIn: "600");
        _replicas.Second.Clock.JumpWall(TimeSpan.FromHours(-1));
        await _redis.Database.KeyExpireAsync(_replicas.Entry, TimeSpan.FromSeconds(300));
        var token = (await _replicas.Second.AskAsync()).Token!;
        Assert.Equal("Bearer first", token.AuthorizationHeader);
        Assert.InRange(token.Lifetime.Remaining.TotalSeconds, 200, 300);
    }

    [Fact]
    public async Task A_replica_whose_clock_is_ahead_goes_by_that()
    {
        await _replicas.PublishAsync(expiresIn: "600");
        _replicas.Second.Clock.JumpWall(TimeSpan.FromSeconds(100));
        Assert.InRange((await _replicas.Second.AskAsync()).Token!.Lifetime.Remaining.TotalSeconds, 490, 500);
    }

    [Fact]
    public async Task An_entry_that_never_ends_is_not_believed()
    {
        await _replicas.PublishAsync();
        await _redis.Database.KeyPersistAsync(_replicas.Entry);
        await AssertUnreadableAsync("expired");
    }

    /// <summary>The second replica asks for itself, and counts why.</summary>
    private async Task AssertUnreadableAsync(string outcome = "unreadable")
    {
        var requests = _replicas.TokenRequests;
        _replicas.First.Answers(TokenEngine.TokenResponse("second"));
        Assert.Equal("Bearer second", await Replicas.TokenOf(_replicas.Second));
        Assert.Equal(requests + 1, _replicas.TokenRequests);
        Assert.Equal(1, await Replicas.ReadsAsync(_replicas.Second, outcome));
    }

    private async Task ChangeAsync(Action<byte[]> change)
    {
        var entry = await GetAsync(_replicas.Entry);
        change(entry);
        await PutAsync(_replicas.Entry, entry);
    }

    private async Task<byte[]> GetAsync(RedisKey key) => (byte[])(await _redis.Database.StringGetAsync(key))!;

    private Task<bool> PutAsync(RedisKey key, byte[] entry) => _redis.Database.StringSetAsync(key, entry, TimeSpan.FromHours(1));
}
