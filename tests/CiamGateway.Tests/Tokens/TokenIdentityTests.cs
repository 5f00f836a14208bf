using CiamGateway.Tokens;
using CiamGateway.Tokens.Clients;
using CiamGateway.Tokens.Endpoint;
using Xunit;

namespace CiamGateway.Tests.Tokens;

/// <summary>Which requests share a token: requests to the same server for the same thing in the same name.</summary>
public sealed class TokenIdentityTests
{
    private static readonly TokenRequest Request = TokenEngine.Wanted("b a");

    [Fact]
    public void The_name_of_a_client_is_compared_without_case_and_all_else_exactly()
    {
        Assert.Equal(Request, TokenEngine.Wanted("a b", "PROVISIONING"));
        Assert.Equal(Request.GetHashCode(), TokenEngine.Wanted("a b", "PROVISIONING").GetHashCode());
        Assert.NotEqual(Request, TokenEngine.Wanted("a b", "other"));
        Assert.NotEqual(Request, TokenEngine.Wanted("a B"));
        Assert.NotEqual(Request, Request with { Resource = "https://api.example.com/" });
        Assert.False(Request.Equals(null));
    }

    [Fact]
    public void A_request_names_itself_in_messages()
    {
        Assert.Equal("token client 'provisioning', scope 'a b'", Request.ToString());
        Assert.Equal("token client 'provisioning', scope 'a b', resource 'urn:x'", (Request with { Resource = "urn:x" }).ToString());
    }

    [Fact]
    public void The_order_of_parameters_makes_no_other_token() =>
        Assert.Equal(
            Key(options => options.Parameters = new() { ["a"] = "1", ["b"] = "2" }),
            Key(options => options.Parameters = new() { ["b"] = "2", ["a"] = "1" })
        );

    [Fact]
    public void Every_part_of_a_client_makes_another_token()
    {
        TokenKey[] keys =
        [
            Key(),
            Key(options => options.TokenEndpoint = "https://sso.example.com/other"),
            Key(options => options.ClientId = "other"),
            Key(options => options.ClientAuthentication = "client_secret_post"),
            Key(options => options.Parameters = new() { ["a"] = "1" }),
            Key(options => options.Parameters = new() { ["a"] = "2" }),
            Key(resource: "urn:x"),
            new(TestClient.Create(predecessor: TestClient.Create()), Request),
            new(TestClient.Create(), TokenEngine.Wanted("a")),
        ];
        Assert.Equal(keys.Length, keys.ToHashSet().Count);
        Assert.DoesNotContain(keys, key => key.Equals(null) || key.Equals("a text"));
    }

    private static TokenKey Key(Action<TokenClientOptions>? configure = null, string? resource = null) =>
        new(TestClient.Create(configure), Request with { Resource = resource });
}
