using CiamGateway.Callers;
using CiamGateway.Callers.Schemes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CiamGateway.Tests.Callers.Schemes;

/// <summary>
/// What a connection remembers of the key that it presented. Every other kind of credential, and many on one connection, are the matrix's.
/// </summary>
public sealed class ConnectionKeyCacheTests
{
    private readonly DefaultHttpContext _connection = new();

    public ConnectionKeyCacheTests() => _connection.Features.Set(new ConnectionKeyCache());

    [Theory]
    [InlineData("second", "ops-console")]
    [InlineData("firs", null)]
    [InlineData("first ", null)]
    [InlineData("First", null)]
    [InlineData("", null)]
    public void Each_key_is_judged_on_its_own_whatever_was_presented_before(string key, string? name)
    {
        var directory = Directory("first");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("payroll", CallerOf("first", directory));
            Assert.Equal(name, CallerOf(key, directory));
        }
    }

    [Fact]
    public async Task An_empty_key_is_nobodys()
    {
        _connection.Request.Headers["X-Api-Key"] = "";
        Assert.Equal(Refusal.Malformed, (await new ApiKeyScheme().IdentifyAsync(_connection, Directory(""))).Refusal);
    }

    [Fact]
    public void A_key_that_has_left_the_configuration_is_unknown_at_once_and_a_new_one_known()
    {
        Assert.Equal("payroll", CallerOf("first", Directory("first")));
        var changed = Directory("third");
        Assert.Null(CallerOf("first", changed));
        Assert.Equal("payroll", CallerOf("third", changed));
    }

    [Fact]
    public void The_same_key_again_finds_the_same_caller_without_looking()
    {
        var directory = Directory("first");
        var caller = ConnectionKeyCache.Identify("first", directory, _connection)?.Caller;
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Same(caller, ConnectionKeyCache.Identify("first", directory, _connection)?.Caller);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private string? CallerOf(string key, CallerDirectory directory) =>
        ConnectionKeyCache.Identify(key, directory, _connection)?.Caller?.Name;

    private static CallerDirectory Directory(string key) =>
        new(
            new AccessSettings
            {
                Callers = new Dictionary<string, CallerSettings>
                {
                    ["payroll"] = new("payroll") { ApiKeys = [ApiKeyHash.Of(key)] },
                    ["ops-console"] = new("ops-console") { ApiKeys = [ApiKeyHash.Of("second")] },
                },
            }
        );
}
