using CiamGateway.Chaos.Load;
using Xunit;

namespace CiamGateway.Tests.Chaos;

/// <summary>What the API of the chaos program finds wrong with a token.</summary>
public sealed class ChaosApiTests : IAsyncDisposable
{
    private readonly ChaosFixture _chaos = new();

    public ValueTask DisposeAsync() => _chaos.DisposeAsync();

    [Fact]
    public Task The_right_token_is_accepted() => AssertFoundAsync([], 200, $"Bearer {_chaos.Granted("first.read").Value}");

    [Fact]
    public Task A_token_with_another_scope_is_reported() =>
        AssertFoundAsync(
            ["a token with scope 'first.write' instead of 'first.read'"],
            403,
            $"Bearer {_chaos.Granted("first.write").Value}"
        );

    [Fact]
    public Task A_call_without_a_token_is_reported() =>
        AssertFoundAsync(["0 Authorization headers", "a token that this authorization server did not issue"], 401);

    [Fact]
    public async Task Two_authorization_headers_are_reported()
    {
        var header = $"Bearer {_chaos.Granted("first.read").Value}";
        await AssertFoundAsync(["2 Authorization headers", "a token that this authorization server did not issue"], 401, header, header);
    }

    [Fact]
    public async Task A_token_of_the_other_side_is_reported()
    {
        var foreign = _chaos.Second.Tokens.Issue("first.read", "0", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));
        await AssertFoundAsync(["a token that this authorization server did not issue"], 401, $"Bearer {foreign.Value}");
    }

    [Fact]
    public async Task A_token_that_ended_is_reported()
    {
        var token = _chaos.First.Tokens.Issue("first.read", "0", TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(-10));
        await AssertFoundAsync(1, 401, $"Bearer {token.Value}");
        Assert.StartsWith("a token that ended ", Assert.Single(_chaos.Broken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_rejected_and_not_reported()
    {
        var token = _chaos.Granted("first.read");
        _chaos.First.Tokens.Revoke();
        await AssertFoundAsync(0, 401, $"Bearer {token.Value}");
    }

    [Fact]
    public async Task While_a_scope_changes_both_are_accepted()
    {
        var operation = ChaosFixture.Operation("GET", "items");
        _chaos.First.Api.Scopes.Change(operation, "first.other");
        await AssertFoundAsync(0, 200, $"Bearer {_chaos.Granted("first.read").Value}");
        await AssertFoundAsync(0, 200, $"Bearer {_chaos.Granted("first.other").Value}");
    }

    private async Task AssertFoundAsync(string[] expected, int status, params IEnumerable<string> authorization)
    {
        await AssertFoundAsync(expected.Length, status, authorization);
        Assert.Equal(expected, _chaos.Broken);
    }

    private async Task AssertFoundAsync(int count, int status, params IEnumerable<string> authorization)
    {
        var call = _chaos.Call("GET", "items");
        OpenCalls.Add(call);
        using var connection = await RawConnection.OpenAsync(new Uri($"http://127.0.0.1:{_chaos.First.Api.Server.Port}"));
        await connection.SendAsync(
            $"GET /first/items HTTP/1.1\r\nHost: api\r\nX-Call: {call.Number}\r\n"
                + string.Concat(authorization.Select(header => $"Authorization: {header}\r\n"))
                + "\r\n"
        );
        var answer = await connection.ReadAsync();
        Assert.Equal(status, answer?.Status);
        Assert.Equal(count, _chaos.Broken.Count);
        Assert.Equal(status, Assert.Single(call.Arrivals).Status);
        OpenCalls.Remove(call);
    }
}
