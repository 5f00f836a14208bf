using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using CiamGateway.Sandbox.ProvisioningApi;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Xunit;

namespace CiamGateway.Tests.Sandbox;

/// <summary>The sandbox's API is worth testing against only if it refuses what the real one refuses.</summary>
public sealed class ApiScopeTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string> EveryOperation =>
        [.. Operations.All.Select(operation => (operation.Method, operation.Path, operation.Scope))];

    [Fact]
    public void Has_27_operations() => Assert.Equal(27, EveryOperation.Count);

    [Theory]
    [MemberData(nameof(EveryOperation))]
    public async Task An_operation_takes_its_own_scope_and_no_other(string method, string path, string scope)
    {
        var other = scope == "application.client" ? "domain.manage" : "application.client";
        using var right = await CallAsync(method, path, await TokenRequests.TokenAsync(api.TokenEndpoint, scope));
        using var wrong = await CallAsync(method, path, await TokenRequests.TokenAsync(api.TokenEndpoint, other));
        using var none = await CallAsync(method, path, token: null);
        Assert.NotEqual(HttpStatusCode.Forbidden, right.StatusCode);
        Assert.NotEqual(HttpStatusCode.Unauthorized, right.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, wrong.StatusCode);
        Assert.Contains($"scope=\"{scope}\"", wrong.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, none.StatusCode);
        Assert.Equal("Bearer", none.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task A_token_of_a_foreign_key_is_401()
    {
        using var rsa = RSA.Create(2048);
        await AssertInvalidAsync(Forge(new RsaSecurityKey(rsa), api.Issuer, DateTime.UnixEpoch.AddYears(200)));
    }

    [Fact]
    public async Task A_token_of_another_issuer_is_401() =>
        await AssertInvalidAsync(
            Forge(new RsaSecurityKey(api.SigningKey), "https://elsewhere.example.com/", DateTime.UnixEpoch.AddYears(200))
        );

    [Fact]
    public async Task An_expired_token_is_401() =>
        await AssertInvalidAsync(Forge(new RsaSecurityKey(api.SigningKey), api.Issuer, DateTime.UnixEpoch.AddYears(50)));

    [Fact]
    public async Task The_same_token_made_right_is_served()
    {
        using var response = await CallAsync(
            "GET",
            "/Domains",
            Forge(new RsaSecurityKey(api.SigningKey), api.Issuer, DateTime.UnixEpoch.AddYears(200))
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_journal_holds_header_names_and_no_values()
    {
        var token = await TokenRequests.TokenAsync(api.TokenEndpoint, "application.client");
        using var response = await CallAsync("GET", "/Domains", token);
        using var http = Http.To(api.Address);
        var journal = await http.GetStringAsync(SandboxProvisioningApi.JournalPath, Cancellation);
        Assert.Contains("\"Authorization\"", journal, StringComparison.Ordinal);
        Assert.Contains("application.client", journal, StringComparison.Ordinal);
        Assert.DoesNotContain(token, journal, StringComparison.Ordinal);
    }

    private async Task AssertInvalidAsync(string token)
    {
        using var response = await CallAsync("GET", "/Domains", token);
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Contains("invalid_token", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> CallAsync(string method, string path, string? token)
    {
        using var http = Http.To(api.Address);
        using var request = new HttpRequestMessage(
            new HttpMethod(method),
            path.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal)
        );
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await http.SendAsync(request, Cancellation);
    }

    private static string Forge(SecurityKey key, string issuer, DateTime expires) =>
        new JsonWebTokenHandler().CreateToken(
            new SecurityTokenDescriptor
            {
                Issuer = issuer,
                NotBefore = DateTime.UnixEpoch,
                IssuedAt = DateTime.UnixEpoch,
                Expires = expires,
                Claims = new Dictionary<string, object> { ["scope"] = "application.client" },
                SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.RsaSha256),
            }
        );
}
