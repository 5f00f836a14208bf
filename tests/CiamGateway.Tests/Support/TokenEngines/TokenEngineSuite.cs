using CiamGateway.Tokens.Clients;

namespace CiamGateway.Tests.Support.TokenEngines;

/// <summary>What holds of the token engine over each of its stores: memory only, and a Redis that replicas share.</summary>
public abstract class TokenEngineSuite : IDisposable
{
    private protected readonly TokenEngine _engine;

    private protected TokenEngineSuite(RedisFixture? redis, Action<TokenClientOptions>? configure = null) =>
        _engine = new TokenEngine(configure, redis);

    public void Dispose()
    {
        _engine.Dispose();
        GC.SuppressFinalize(this);
    }
}
