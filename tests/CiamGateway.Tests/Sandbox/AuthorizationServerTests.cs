using System.Net;
using CiamGateway.Sandbox.AuthorizationServer;
using Microsoft.IdentityModel.JsonWebTokens;
using Xunit;

namespace CiamGateway.Tests.Sandbox;

public sealed class AuthorizationServerTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Grants_a_signed_token_by_basic_and_by_post_and_does_not_repeat_the_scope(bool basic)
    {
        const string scope = "application.client domain.manage";
        using var response = await (
            basic
                ? TokenRequests.BasicAsync(fixture.TokenEndpoint, SandboxClient.Gateway, scope)
                : TokenRequests.PostAsync(fixture.TokenEndpoint, SandboxClient.Gateway, scope)
        );
        var answer = await TokenRequests.JsonAsync(response);
        Assert.Equal("Bearer", answer["token_type"]!.GetValue<string>());
        Assert.InRange(answer["expires_in"]!.GetValue<int>(), 7190, 7199);
        Assert.False(answer.ContainsKey("scope"));
        var token = new JsonWebToken(answer["access_token"]!.GetValue<string>());
        Assert.Equal("RS256", token.Alg);
        Assert.Equal(scope, token.GetClaim("scope").Value);
        Assert.Equal(SandboxClient.Gateway.ClientId, token.GetClaim("client_id").Value);
    }

    [Fact]
    public async Task Refuses_a_wrong_secret()
    {
        using var response = await TokenRequests.BasicAsync(
            fixture.TokenEndpoint,
            SandboxClient.Gateway with
            {
                ClientSecret = "wrong",
            },
            "application.client"
        );
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("invalid_client", (await TokenRequests.JsonAsync(response))["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task Refuses_a_scope_of_another_client()
    {
        using var response = await TokenRequests.PostAsync(fixture.TokenEndpoint, SandboxClient.Gateway, "application.client iam.root");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("invalid_scope", (await TokenRequests.JsonAsync(response))["error"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(".well-known/openid-configuration", "token_endpoint")]
    [InlineData(".well-known/jwks", "keys")]
    public async Task Publishes_its_metadata_and_keys(string path, string member)
    {
        using var http = Http.To(fixture.Address);
        using var response = await http.GetAsync(path, Cancellation);
        Assert.True((await TokenRequests.JsonAsync(response)).ContainsKey(member));
    }

    [Fact]
    public async Task Issues_short_lived_tokens_when_told_to()
    {
        await using var server = await SandboxAuthorizationServer.StartAsync(
            new AuthorizationServerOptions { TokenLifetime = TimeSpan.FromSeconds(5) },
            Cancellation
        );
        using var response = await TokenRequests.PostAsync(server.TokenEndpoint, SandboxClient.Gateway, "application.client");
        Assert.InRange((await TokenRequests.JsonAsync(response))["expires_in"]!.GetValue<int>(), 1, 5);
    }
}
