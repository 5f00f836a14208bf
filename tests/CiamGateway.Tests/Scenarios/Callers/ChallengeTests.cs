using System.Text;
using CiamGateway.Callers.Passwords;
using Xunit;

namespace CiamGateway.Tests.Scenarios.Callers;

/// <summary>A caller that is turned away is told how to prove itself, in a form that old clients read.</summary>
public sealed class ChallengeTests(AuthorizationServerFixture fixture) : IClassFixture<AuthorizationServerFixture>
{
    private const string Basic = "WWW-Authenticate: Basic realm=\"ciam-gateway\", charset=\"UTF-8\"";
    private const string ApiKey = "WWW-Authenticate: ApiKey realm=\"ciam-gateway\"";

    [Fact]
    public async Task Each_challenge_has_a_line_and_Basic_comes_first_and_last() =>
        Assert.Equal(
            [Basic, ApiKey, Basic],
            await ChallengesAsync(
                new() { ["Gateway:Callers:payroll:Passwords:0"] = PasswordHash.Of(Encoding.UTF8.GetBytes("secret")).ToString() }
            )
        );

    [Fact]
    public async Task No_password_is_asked_for_if_no_caller_has_one() => Assert.Equal([ApiKey], await ChallengesAsync([]));

    private async Task<IEnumerable<string>> ChallengesAsync(Dictionary<string, string?> settings)
    {
        await using var api = new RawServer("");
        await using var gateway = await GatewayScenario.StartGatewayAsync(fixture.TokenEndpoint, api.Address, settings);
        using var caller = await RawConnection.OpenAsync(gateway.Address);
        await caller.SendAsync("GET /Domains HTTP/1.1\r\nHost: gateway\r\nX-Api-Key: wrong\r\n\r\n");
        var answer = await caller.ReadAsync();
        Assert.Equal(401, answer?.Status);
        return answer!.HeaderLines.Where(line => line.StartsWith("WWW-", StringComparison.OrdinalIgnoreCase));
    }
}
