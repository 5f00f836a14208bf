using CiamGateway.Configuration.Loading;
using CiamGateway.Tokens.Clients;
using Xunit;

namespace CiamGateway.Tests.Support;

/// <summary>Token clients without a server.</summary>
internal static class TestClient
{
    public static TokenClient Create(Action<TokenClientOptions>? configure = null, TokenClient? predecessor = null)
    {
        var options = new TokenClientOptions
        {
            TokenEndpoint = "https://sso.example.com/token",
            ClientId = "Acrvzwdh0",
            ClientSecret = "secret",
        };
        configure?.Invoke(options);
        var reading = new ConfigurationReading(AppContext.BaseDirectory);
        var settings = new TokenClientValidator(reading).Check(
            new Dictionary<string, TokenClientOptions> { [TokenEngine.Client] = options }
        );
        Assert.Empty(reading.Problems);
        return new TokenClient(settings[TokenEngine.Client], predecessor, TimeProvider.System);
    }
}
