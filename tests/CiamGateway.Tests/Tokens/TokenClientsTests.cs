using CiamGateway.Tokens.Clients;
using Xunit;

namespace CiamGateway.Tests.Tokens;

public sealed class TokenClientsTests
{
    private readonly TokenClientSettings _settings = TestClient.Create().Settings;
    private readonly TokenClients _clients;

    public TokenClientsTests() =>
        _clients = new TokenClients(new Dictionary<string, TokenClientSettings> { [_settings.Name] = _settings }, TimeProvider.System);

    [Fact]
    public void A_client_that_is_removed_is_found_until_the_next_change()
    {
        _clients.Replace(new Dictionary<string, TokenClientSettings>());
        Assert.NotNull(_clients.Find(_settings.Name));
        _clients.Replace(new Dictionary<string, TokenClientSettings>());
        Assert.Null(_clients.Find(_settings.Name));
    }

    [Fact]
    public void A_client_is_found_even_at_the_moment_of_its_removal()
    {
        List<TokenClient?> found = [];
        var watching = EqualityComparer<string>.Create(string.Equals, name =>
        {
            found.Add(_clients.Find(_settings.Name));
            return name.GetHashCode(StringComparison.Ordinal);
        });
        _clients.Replace(new Dictionary<string, TokenClientSettings>(watching) { ["another"] = _settings with { Name = "another" } });
        Assert.NotEmpty(found);
        Assert.DoesNotContain(null, found);
    }
}
